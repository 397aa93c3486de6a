import type { Context } from 'koa';
import { z } from 'zod';
import { readBody } from '../../channel/body.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { UploadedFile } from '../../../handlers/inbound.ts';

const MEGA = 1024 * 1024;
const MOST_MB = 50;
/** Room for the form's own lines round the files. */
const FRAME_BYTES = 64 * 1024;
const JSON_BYTES = 256 * 1024;

/** The parsed JSON body. @throws AppError INVALID when it is none or too long */
export async function readJson(ctx: Context): Promise<unknown> {
  if (!ctx.is('application/json')) throw new AppError('INVALID', '请求格式不对，请刷新页面重试');
  const text = (await readBytes(ctx, JSON_BYTES, '填写的内容太长，请精简后再提交')).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('INVALID', '请求格式不对，请刷新页面重试', { cause: error });
  }
}

/** @throws AppError INVALID with what the schema says is wrong */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const texts = parsed.error.issues.map((issue) => issue.message);
  throw new AppError('INVALID', texts.join('；'), { detail: z.prettifyError(parsed.error) });
}

/** The fields of a plain HTML form. */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  const bytes = await readBytes(ctx, JSON_BYTES, '填写的内容太长，请精简后再提交');
  return new URLSearchParams(bytes.toString('utf8'));
}

/** The fields and the files of a multipart form, all files together at most 50 MB. */
export async function readFiles(
  ctx: Context,
): Promise<{ fields: Record<string, unknown>; files: UploadedFile[] }> {
  if (!ctx.is('multipart/form-data')) throw new AppError('INVALID', '请求格式不对，请刷新页面重试');
  const tooBig = `文件超过 ${MOST_MB} MB，没有收下。一次发送的文件合计不能超过 ${MOST_MB} MB，请拆分或删去图片后再发`;
  const body = await readBytes(ctx, MOST_MB * MEGA + FRAME_BYTES, tooBig);
  const form = await parseForm(body, ctx.get('Content-Type'));
  const fields: Record<string, unknown> = {};
  const files: UploadedFile[] = [];
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else files.push({ name: baseName(value.name), bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  if (files.length === 0) throw new AppError('INVALID', '没有选择文件');
  return { fields, files };
}

/** The platform's own multipart parser, by way of a Response. */
async function parseForm(body: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body.buffer, body.byteOffset, body.length), {
      headers: { 'Content-Type': type },
    }).formData();
  } catch (error) {
    throw new AppError('INVALID', '文件没有传完整，请重新发送', { cause: error });
  }
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
