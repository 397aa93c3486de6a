import { openDatabase } from '../../bot/database.ts';
import { connect } from '../../models/store/connect.ts';

/** A process of its own that opens the database in the folder given, writes one row, says so and stays. */
const [dataDir = ''] = process.argv.slice(2);
const database = await openDatabase({ dataDir, mongodBinary: process.env.MONGOD_BINARY });
const connection = await connect(database.uri);
await connection.collection('rows').insertOne({ by: process.pid });
process.stdout.write('ready\n');
process.once('SIGTERM', () => {
  void connection.close().then(() => database.stop(Infinity));
});
