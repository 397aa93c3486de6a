import type { Block, Card, CardFile, Say } from '../../../cards/card.ts';
import { feishuPageUrl } from '../../../cards/render/feishu/text.ts';
import type { FeishuCard } from '../../../cards/render/feishu/types.ts';
import { feishuCard, feishuCards } from '../../../cards/render/feishu.ts';
import type { Clock } from '../../../models/rules/time/clock.ts';
import type { Log } from '../../log.ts';
import type { FeishuApi, NewPlatformMessage } from '../api/api.ts';
import type { PersonChips } from './person-chips.ts';
import { FeishuFault } from '../api/errors.ts';
import type { RateLimit } from '../../channel/rate-limit.ts';
import { AttemptEnded } from '../../channel/outcomes.ts';
import { SIZES, type Tier } from '../api/limits.ts';
import { harmless } from './outcomes.ts';
import type { FileKeys, Files } from '../ports.ts';

/** One message of the platform: something to say is one of them, a long card up to five. */
export type Part = Pick<NewPlatformMessage, 'type' | 'content'> & {
  /** Of a file: by this it is known again in a chat. */
  fileName?: string;
};

export interface ContentParts {
  api: Pick<FeishuApi, 'appId' | 'uploadFile' | 'uploadImage'>;
  gate: RateLimit<Tier>;
  files: Files;
  fileKeys: FileKeys;
  faces: PersonChips;
  publicUrl: string;
  clock: Clock;
  log: Log;
}

/** Turns what is to be said into what the platform takes, files and pictures uploaded on the way. */
export class Contents {
  readonly #parts: ContentParts;

  constructor(parts: ContentParts) {
    this.#parts = parts;
  }

  /**
   * The messages that say it. The same every time they are asked for, so that a repetition under the same uuid has the
   * same content (feishu.md 4.2). @throws FeishuFault or AttemptEnded when an upload fails: nothing of the message is out then
   */
  async partsOf(say: Say): Promise<readonly [Part, ...Part[]]> {
    if ('text' in say) return [textPart(say.text)];
    if ('file' in say) return [await this.#filePart(say.file)];
    const options = await this.#cardOptions(say.card);
    const [first, ...others] = feishuCards(say.card, options);
    return [cardPart(first), ...others.map(cardPart)];
  }

  /** The one card that takes the place of another. */
  async cardOf(card: Card): Promise<FeishuCard> {
    return feishuCard(card, await this.#cardOptions(card));
  }

  async #cardOptions(card: Card) {
    const keys = new Map<string, string>();
    for (const file of imagesIn(card.blocks)) {
      const key = await this.#imageKey(file);
      if (key !== undefined) keys.set(file, key);
    }
    const isPerson = await this.#parts.faces.of(card);
    return { publicUrl: this.#parts.publicUrl, imageKey: (file: string) => keys.get(file), isPerson };
  }

  /** A picture the platform will not take stands behind a link: then there is no key. */
  async #imageKey(file: string): Promise<string | undefined> {
    const { api, files, log } = this.#parts;
    const stat = await files.stat(file);
    if (!stat || !isWithin(stat.bytes, SIZES.image)) return undefined;
    try {
      return await this.#keyOf(file, (bytes) => api.uploadImage(bytes));
    } catch (error) {
      if (!(error instanceof FeishuFault) || error.kind !== 'refused') throw error;
      log.warn({ file, ...error.facts }, 'feishu refused a picture');
      return undefined;
    }
  }

  /** A file the platform will not take is told by its address. */
  async #filePart({ id, name }: CardFile): Promise<Part> {
    const stat = await this.#parts.files.stat(id);
    if (!stat) throw new AttemptEnded({ kind: 'bad', reason: `文件“${name}”已不在` });
    if (!isWithin(stat.bytes, SIZES.file)) {
      const url = feishuPageUrl(`/files/${id}`, this.#parts.publicUrl) ?? this.#parts.publicUrl;
      return textPart(`文件“${name}”不能直接发到飞书（须大于 0、不超过 30 MB），请在网页打开：${url}`);
    }
    const key = await this.#keyOf(id, (content) => this.#parts.api.uploadFile(name, content));
    return { type: 'file', content: { file_key: key }, fileName: name };
  }

  async #keyOf(file: string, upload: (bytes: Uint8Array) => Promise<string>): Promise<string> {
    const { api, gate, files, fileKeys, clock } = this.#parts;
    // A key is good for the app that uploaded only (4.6: 230017).
    const holder = `feishu:${api.appId}`;
    const known = await fileKeys.find(holder, file);
    if (known !== undefined) return known;
    const bytes = await files.read(file);
    await gate.enter('upload');
    const key = await upload(bytes).catch((error: unknown) => {
      throw error instanceof FeishuFault ? harmless(error) : error;
    });
    return fileKeys.note(holder, file, key, clock.now());
  }
}

const isWithin = (bytes: number, most: number): boolean => bytes > 0 && bytes <= most;

const imagesIn = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'fold') return imagesIn(block.blocks);
    return block.kind === 'image' ? [block.file] : [];
  });

const cardPart = (card: FeishuCard): Part => ({ type: 'interactive', content: card });

export const textPart = (text: string): Part => ({ type: 'text', content: { text: inert(text) } });

/** Nothing, invisible. */
const GAP = '\u200B';

/**
 * A text in which nothing is markup. Text messages know `<at user_id="all">` and other tags (feishu.md 4.1) and links
 * as `[words](address)` (3.1), and no document says that they know entities: what would begin a tag or a link is taken
 * apart instead.
 */
export const inert = (text: string): string =>
  text.replace(/<(?=[/!a-z])/gi, `<${GAP}`).replaceAll('](', `]${GAP}(`);
