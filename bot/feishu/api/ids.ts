import { malformed } from './errors.ts';

/**
 * The platform's ids (feishu.md 6.1). The SDK puts them into paths as they are (1.4), so one that came from outside
 * could lead anywhere: nothing but letters, digits, `_` and `-` gets that far.
 */
const SHAPES = {
  message: /^om_[\w-]{1,100}$/,
  chat: /^oc_[\w-]{1,100}$/,
  thread: /^omt_[\w-]{1,100}$/,
  person: /^ou_[\w-]{1,100}$/,
  file: /^[\w-]{1,200}$/,
} as const;
export type IdKind = keyof typeof SHAPES;

export const isPlatformId = (kind: IdKind, id: string): boolean => SHAPES[kind].test(id);

/** @throws FeishuFault for what cannot be such an id */
export function checked(call: string, kind: IdKind, id: string): string {
  if (isPlatformId(kind, id)) return id;
  throw malformed(call, `不是飞书的编号：${id.slice(0, 60)}`);
}

/** 4.1: how a receiver is named, by the look of its id; undefined for what takes no messages. */
export function receiverType(id: string): 'chat_id' | 'open_id' | undefined {
  if (isPlatformId('chat', id)) return 'chat_id';
  return isPlatformId('person', id) ? 'open_id' : undefined;
}

/** A file that somebody sent, as one text: it is reached through its message only (4.2). */
export const fileRef = (messageId: string, fileKey: string): string => `${messageId}/${fileKey}`;

export function fileOfRef(ref: string): { messageId: string; fileKey: string } {
  const [messageId = '', fileKey = ''] = ref.split('/');
  return { messageId, fileKey };
}
