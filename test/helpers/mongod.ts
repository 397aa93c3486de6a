import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { inject } from 'vitest';
import { connect } from '../../models/store/connect.ts';
import { atEnd } from './at-end.ts';

/** The URI of a fresh, empty database on the run's mongod. */
export function freshUri(): string {
  const uri = new URL(inject('mongod'));
  uri.pathname = `/t_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  return uri.href;
}

/** A connection to a fresh, empty database; dropped and closed after the test file. */
export async function freshConnection(): Promise<Connection> {
  const connection = await connect(freshUri());
  atEnd(async () => {
    await connection.dropDatabase();
    await connection.close();
  });
  return connection;
}
