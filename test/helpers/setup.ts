import { Socket } from 'node:net';

/**
 * Tests reach nothing outside this machine: a connection to any other host fails at once, so a test that depends on
 * the network, or a wrong base address in a channel, cannot go unnoticed.
 */
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/;

const original = Socket.prototype.connect;
// The overloads of connect share their first argument; everything goes through unchanged.
Socket.prototype.connect = function connect(this: Socket, ...args: unknown[]): Socket {
  const [first] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const host = hostOf(first, args[1]);
  if (!LOOPBACK.test(host)) {
    queueMicrotask(() => this.destroy(new Error(`测试不得访问外部网络：${host}`)));
    return this;
  }
  return Reflect.apply(original, this, args) as Socket;
};

function hostOf(first: unknown, second: unknown): string {
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string' && !('port' in first)) return 'localhost';
    return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
  }
  return typeof second === 'string' ? second : 'localhost';
}
