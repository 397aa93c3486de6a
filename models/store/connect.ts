import mongoose, { type Connection } from 'mongoose';
import { AppError } from '../rules/errors.ts';

/**
 * Connects to MongoDB with the guarantees the ledgers rest on: majority writes and reads, indexes made only by the
 * store's own migration (architecture.md 3).
 * @throws AppError UNAVAILABLE when nobody answers, INVALID when the server is no replica set or the URI is no URI
 */
export async function connect(uri: string): Promise<Connection> {
  const connection = mongoose.createConnection();
  try {
    await connection.openUri(uri, {
      writeConcern: { w: 'majority' },
      readConcern: { level: 'majority' },
      autoIndex: false,
      autoCreate: false,
      // What the URI says about waiting stands: options given here would override it.
      ...(uri.includes('serverSelectionTimeoutMS=') ? {} : { serverSelectionTimeoutMS: 10_000 }),
    });
    await assertReplicaSet(connection, uri);
    return connection;
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error instanceof AppError ? error : unreachable(uri, error);
  }
}

/** Transactions exist only on a replica set (or a sharded cluster of them); one node is enough. */
async function assertReplicaSet(connection: Connection, uri: string): Promise<void> {
  const hello = await connection.db?.admin().command({ hello: 1 });
  if (hello?.setName || hello?.msg === 'isdbgrid') return;
  throw new AppError(
    'INVALID',
    `MONGODB_URI（${hostsOf(uri)}）指向单机 MongoDB，不支持事务，本服务不能使用。` +
      `改成单节点副本集即可：mongod 加参数 --replSet rs0 重启，再执行一次 mongosh --eval "rs.initiate()"`,
  );
}

function unreachable(uri: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  if (/^Invalid (scheme|connection string)|MongoParseError/.test(reason)) {
    return new AppError(
      'INVALID',
      'MONGODB_URI 写法不对，应像 mongodb://主机:端口/库名?replicaSet=副本集名',
      {
        cause: error,
      },
    );
  }
  return new AppError(
    'UNAVAILABLE',
    `连不上 MongoDB（${hostsOf(uri)}）：请查看它是否在运行、地址和账号是否正确`,
    { detail: reason, cause: error },
  );
}

/** The hosts of a URI without the account and password in front of them. */
const hostsOf = (uri: string): string => /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1] ?? '?';
