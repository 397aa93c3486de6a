import { expect, test } from 'vitest';
import { freshConnection } from '../helpers/mongod.ts';

test('the embedded database takes transactions', async () => {
  const connection = await freshConnection();
  await connection.createCollection('things');
  const session = await connection.startSession();
  await session.withTransaction(() => connection.collection('things').insertOne({ name: '甲' }, { session }));
  await session.endSession();
  expect(await connection.collection('things').countDocuments()).toBe(1);
});
