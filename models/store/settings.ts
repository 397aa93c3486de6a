import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';

interface Setting {
  _id: string;
  value: unknown;
}

const schema = new Schema<Setting>(
  { _id: String, value: Schema.Types.Mixed },
  { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);

/** Small facts the service remembers between runs: job watermarks, the sandbox clock, header mappings of a unit. */
export class Settings {
  readonly model: Model<Setting>;

  constructor(connection: Connection) {
    this.model = connection.model<Setting>('settings', schema, 'settings');
  }

  /** The value under a key as it was put; the caller names its type, having put it. */
  async get<T>(key: string): Promise<T | undefined> {
    const setting = await this.model.findById(key).lean<Setting>();
    return setting?.value as T | undefined;
  }

  /** The values under some keys, by key; those that were never put are not there. */
  async several<T>(keys: readonly string[]): Promise<ReadonlyMap<string, T>> {
    const settings = await this.model.find({ _id: { $in: [...keys] } }).lean<Setting[]>();
    return new Map(settings.map(({ _id, value }) => [_id, value as T]));
  }

  async set(key: string, value: unknown, session?: ClientSession): Promise<void> {
    await this.model.updateOne(
      { _id: key },
      { $set: { value } },
      { upsert: true, ...(session ? { session } : {}) },
    );
  }

  /** Raises a number; one that is higher already stays. */
  async raise(key: string, value: number): Promise<void> {
    await this.model.updateOne({ _id: key }, { $max: { value } }, { upsert: true });
  }
}
