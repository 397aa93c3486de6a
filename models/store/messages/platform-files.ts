import { Schema, type Connection, type Model } from 'mongoose';

interface KeyDocument {
  _id: string;
  key: string;
  at: Date;
}

const schema = new Schema<KeyDocument>(
  { _id: String, key: String, at: Date },
  { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);

/**
 * Under which key a platform keeps a file of ours. A file goes up once: whoever tries a message again sends the same
 * key, so that its content is the same and the platform takes it for the repetition it is.
 */
export class PlatformFiles {
  readonly #model: Model<KeyDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<KeyDocument>('platform_files', schema, 'platform_files');
  }

  async prepare(): Promise<void> {
    await this.#model.createCollection();
  }

  /** @param holder the platform and the account on it that owns its keys */
  async find(holder: string, file: string): Promise<string | undefined> {
    return (await this.#model.findById(idOf(holder, file)).lean<KeyDocument>())?.key;
  }

  /** Notes a key; gives the one that counts, which is another's when that one was faster. */
  async note(holder: string, file: string, key: string, at: Date): Promise<string> {
    const _id = idOf(holder, file);
    const options = { upsert: true, returnDocument: 'after' } as const;
    const kept = await this.#model
      .findOneAndUpdate({ _id }, { $setOnInsert: { key, at } }, options)
      .lean<KeyDocument>();
    return kept?.key ?? key;
  }
}

const idOf = (holder: string, file: string): string => `${holder}:${file}`;
