import { connect } from 'node:net';

/** Under which name the embedded server runs, and whether it does. */

export const REPLICA_SET = 'zhaoyou';

/** Does anything on this machine accept connections at the port? */
export function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
    const end = (result: boolean) => {
      socket.destroy();
      done(result);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
