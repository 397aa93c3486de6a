import { Socket } from 'node:net';
import { registerCleanups } from './at-end.ts';

registerCleanups();

/**
 * Tests reach nothing outside this machine: a connection to any other host fails at once, so a test that depends on
 * the network, or a wrong base address in a channel, cannot go unnoticed.
 */
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/;

const GUARDED = Symbol.for('zhaoyou.test.loopback');

/** Once a worker: it goes from file to file, and this comes before each of them. */
if (!(GUARDED in Socket.prototype)) {
  Socket.prototype.connect = guarded(Reflect.get(Socket.prototype, 'connect'));
  Object.defineProperty(Socket.prototype, GUARDED, { value: true });
}

function guarded(original: typeof Socket.prototype.connect): typeof Socket.prototype.connect {
  return new Proxy(original, {
    apply(connect, socket: Socket, args: unknown[]) {
      // node's own net.connect passes its normalised arguments as one array
      const [first, second] = Array.isArray(args[0]) ? args[0] : args;
      const host = hostOf(first, second);
      if (LOOPBACK.test(host)) return Reflect.apply(connect, socket, args);
      queueMicrotask(() => socket.destroy(new Error(`测试不得访问外部网络：${host}`)));
      return socket;
    },
  });
}

function hostOf(first: unknown, second: unknown): string {
  if (typeof first !== 'object' || first === null) return typeof second === 'string' ? second : 'localhost';
  return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
}
