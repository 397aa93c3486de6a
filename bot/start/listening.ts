import { createServer, type Server } from 'node:net';
import { AppError } from '../../models/rules/errors.ts';
import type { Config } from '../config.ts';

/** Where the service listens. What keeps it from there is said with its cure: it is the first thing that goes wrong. */

type Address = Pick<Config, 'host' | 'port'>;

/**
 * Starts listening; gives the port.
 * @throws AppError UNAVAILABLE, INVALID or FORBIDDEN when the address is taken, is not this machine's or may not be used
 */
export async function listen(server: Server, { host, port }: Address): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(refused(error, { host, port })));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/**
 * Sees that the address is free before the database is opened, so that who starts the service twice is told at once.
 * @throws AppError as `listen`
 */
export async function demandFreeAddress(address: Address): Promise<void> {
  const server = createServer();
  await listen(server, address);
  await new Promise((done) => server.close(done));
}

function refused(error: Error, { host, port }: Address): AppError {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE')
    return new AppError(
      'UNAVAILABLE',
      `端口 ${port} 已被占用：如果招优已经在运行，直接打开 http://localhost:${port}/ ；否则换一个端口启动，如 PORT=${port + 1} npm start`,
      { cause: error },
    );
  if (code === 'EACCES')
    return new AppError(
      'FORBIDDEN',
      `没有权限监听端口 ${port}：请换一个 1024 以上的端口启动，如 PORT=3000 npm start`,
      { cause: error },
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new AppError(
      'INVALID',
      `HOST=${host} 不是本机的地址：只供本机访问请写 127.0.0.1，让别的电脑访问请写 0.0.0.0`,
      { cause: error },
    );
  return AppError.from(error);
}
