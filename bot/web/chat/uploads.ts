import type { Readable } from 'node:stream';
import type { Context } from 'koa';
import { z } from 'zod';
import { readBody } from '../../channel/body.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { EVIDENCE } from '../../../models/rules/files/limits.ts';
import { manyFiles } from '../../../models/rules/files/refusals.ts';
import { multipart, type FormPart } from './multipart.ts';

const MEGA = 1024 * 1024;
const MOST_MB = 50;
/** Room for the form's own lines round the files. */
const FRAME_BYTES = 64 * 1024;
const JSON_BYTES = 256 * 1024;
/** Files of the longest kind in one click; more small ones fit. */
const CLICK_FILES = 5;

/** The parsed JSON body. @throws AppError INVALID when it is none or too long */
export async function readJson(ctx: Context): Promise<unknown> {
  if (!ctx.is('application/json')) throw new AppError('INVALID', '请求格式不对，请刷新页面重试');
  const text = (await readBytes(ctx, JSON_BYTES, '填写的内容太长，请精简后再提交')).toString('utf8');
  return jsonOf(text);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('INVALID', '请求格式不对，请刷新页面重试', { cause: error });
  }
}

/** What a schema has no words of its own for comes from no page of ours. */
const STRANGE = '请求格式不对，请刷新页面重试';

/** @throws AppError INVALID with what the schema says is wrong */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { error: () => STRANGE });
  if (parsed.success) return parsed.data;
  const texts = new Set(parsed.error.issues.map((issue) => issue.message));
  throw new AppError('INVALID', [...texts].join('；'), { detail: z.prettifyError(parsed.error) });
}

/** The fields of a plain HTML form. */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  const bytes = await readBytes(ctx, JSON_BYTES, '填写的内容太长，请精简后再提交');
  return new URLSearchParams(bytes.toString('utf8'));
}

/**
 * The fields of a multipart form and its files, each taken by `take` as it comes; all together at most 50 MB.
 * @throws AppError INVALID when they are more, or when there is none
 */
export async function readFiles<T>(
  ctx: Context,
  take: (name: string, stream: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<{ fields: Record<string, string>; files: T[] }> {
  const tooBig = `文件超过 ${MOST_MB} MB，没有收下。一次发送的文件合计不能超过 ${MOST_MB} MB，请拆分或删去图片后再发`;
  const fields: Record<string, string> = {};
  const files: T[] = [];
  await eachPart(ctx, { limit: MOST_MB * MEGA + FRAME_BYTES, tooBig }, async ({ name, file, content }) => {
    if (file === undefined) fields[name] = await textOf(content);
    else files.push(await take(baseName(file), content));
  });
  if (files.length === 0) throw new AppError('INVALID', '没有选择文件');
  return { fields, files };
}

/** Takes one file in for the column of a form, and gives its id. */
export type ReceiveFile = (file: {
  name: string;
  stream: AsyncIterable<Uint8Array>;
  field: string;
}) => Promise<{ id: string }>;

/**
 * What was clicked: JSON, or, of a form with files, the same JSON as a field `event` with the files behind it. Each file is
 * received as it comes; its id stands in the form under its input's name.
 * @throws AppError INVALID, also what `receive` has against a file
 */
export async function readClick<T extends { form?: Readonly<Record<string, string | string[]>> | undefined }>(
  ctx: Context,
  schema: z.ZodType<T>,
  receive: ReceiveFile,
): Promise<T> {
  if (!ctx.is('multipart/form-data')) return parse(schema, await readJson(ctx));
  let click: T | undefined;
  const received: Record<string, string[]> = {};
  const most = { limit: CLICK_FILES * EVIDENCE.fileBytes, tooBig: '一次上传的文件太多，请分几次提交' };
  await eachPart(ctx, most, async ({ name, file, content }) => {
    if (file === undefined && name === 'event') click = parse(schema, jsonOf(await textOf(content)));
    // A file input in which nothing was chosen is sent without a name.
    if (file === undefined || file === '') return;
    if (!click) throw new AppError('INVALID', '请求格式不对，请刷新页面重试');
    const ids = (received[name] ??= []);
    if (ids.length === EVIDENCE.filesPerColumn) throw manyFiles();
    ids.push((await receive({ name: file, stream: content, field: name })).id);
  });
  if (!click) throw new AppError('INVALID', '请求格式不对，请刷新页面重试');
  return { ...click, form: { ...click.form, ...received } };
}

/** Walks through the parts of a form. What is left of it when something is refused runs by unread. */
async function eachPart(
  ctx: Context,
  { limit, tooBig }: { limit: number; tooBig: string },
  take: (part: FormPart) => Promise<void>,
): Promise<void> {
  if (!ctx.is('multipart/form-data')) throw new AppError('INVALID', '请求格式不对，请刷新页面重试');
  const declared = ctx.request.length;
  try {
    if (declared !== undefined && declared > limit) throw new AppError('INVALID', tooBig);
    for await (const part of multipart(counted(ctx.req, limit, tooBig), ctx.get('Content-Type')))
      await take(part);
  } catch (error) {
    // A browser that is still sending would not see the answer otherwise.
    ctx.req.resume();
    throw error;
  }
}

async function* counted(request: Readable, limit: number, tooBig: string): AsyncGenerator<Buffer> {
  let size = 0;
  // Leaving the loop must not close the connection: the answer goes out on it.
  const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    for await (const piece of pieces) {
      size += piece.length;
      if (size > limit) throw new AppError('INVALID', tooBig);
      yield piece;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('INVALID', '没有传完整，请检查网络后重试', { cause: error });
  }
}

/** @throws AppError INVALID for a field of a form that is longer than anything typed */
async function textOf(content: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size > JSON_BYTES) throw new AppError('INVALID', '填写的内容太长，请精简后再提交');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

const baseName = (name: string): string => name.split(/[/\\]/).at(-1) || '未命名文件';

/** As long as Node lets a request take as a whole: a large file over a slow line. */
const BODY_MS = 300_000;

async function readBytes(ctx: Context, bytes: number, tooBig: string): Promise<Buffer> {
  const body = await readBody(ctx.req, { bytes, ms: BODY_MS });
  if (typeof body !== 'string') return body;
  const userText = body === 'oversize' ? tooBig : '没有传完整，请检查网络后重试';
  throw new AppError('INVALID', userText, { detail: body });
}
