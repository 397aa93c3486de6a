import { Refusal } from '../errors.ts';
import { type Part, parseMultipart } from '../api/multipart.ts';
import { SIZES } from '../numbers.ts';
import type { Random } from './random.ts';

export interface Upload {
  key: string;
  kind: 'image' | 'file';
  /** Of a file: opus, mp4, pdf, doc, xls, ppt, stream. Of a picture: message, avatar. */
  type: string;
  name: string | undefined;
  data: Buffer;
  /** Uploaded by the app, not sent by a person. */
  byApp: boolean;
}

const FILE_TYPES = ['opus', 'mp4', 'pdf', 'doc', 'xls', 'ppt', 'stream'];

/** First bytes of the picture formats the platform takes (feishu.md 4.2). */
const PICTURES: readonly (readonly [offset: number, bytes: string])[] = [
  [0, 'ffd8ff'],
  [0, '89504e470d0a1a0a'],
  [0, '474946383761'],
  [0, '474946383961'],
  [0, '424d'],
  [0, '00000100'],
  [0, '49492a00'],
  [0, '4d4d002a'],
  [8, '57454250'],
  [4, '6674797068656963'],
];

/** Pictures and files that the app has uploaded (4.5). */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  find(key: string): Upload | undefined {
    return this.#uploads.get(key);
  }

  all(): Upload[] {
    return [...this.#uploads.values()];
  }

  image(contentType: string, body: Buffer): { image_key: string } {
    const parts = partsOf(contentType, body);
    const type = textOf(parts, 'image_type');
    const data = dataOf(parts, 'image', SIZES.image);
    if (!['message', 'avatar'].includes(type)) throw new Refusal(234001, 'image_type');
    const hex = data.subarray(0, 16).toString('hex');
    if (!PICTURES.some(([offset, bytes]) => hex.startsWith(bytes, offset * 2))) throw new Refusal(234011);
    return { image_key: this.keep('image', type, undefined, data, true).key };
  }

  file(contentType: string, body: Buffer): { file_key: string } {
    const parts = partsOf(contentType, body);
    const type = textOf(parts, 'file_type');
    const name = textOf(parts, 'file_name');
    const data = dataOf(parts, 'file', SIZES.file);
    if (!FILE_TYPES.includes(type)) throw new Refusal(234001, 'file_type');
    if (name === '') throw new Refusal(234001, 'file_name');
    return { file_key: this.keep('file', type, name, data, true).key };
  }

  keep(kind: Upload['kind'], type: string, name: string | undefined, data: Buffer, byApp = false): Upload {
    const key = kind === 'image' ? `img_v3_${this.#random.hex(32)}` : `file_v3_${this.#random.hex(32)}`;
    const upload = { key, kind, type, name, data, byApp };
    this.#uploads.set(key, upload);
    return upload;
  }
}

function partsOf(contentType: string, body: Buffer): Part[] {
  const parts = parseMultipart(contentType, body);
  if (!parts) throw new Refusal(234001, 'not a form');
  return parts;
}

const textOf = (parts: readonly Part[], name: string): string =>
  parts.find((part) => part.name === name)?.data.toString('utf8') ?? '';

function dataOf(parts: readonly Part[], name: string, limit: number): Buffer {
  const data = parts.find((part) => part.name === name)?.data;
  if (!data) throw new Refusal(234001, name);
  if (data.length === 0) throw new Refusal(234010);
  if (data.length > limit) throw new Refusal(234006);
  return data;
}
