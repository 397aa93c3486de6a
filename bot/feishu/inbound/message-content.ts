import { z } from 'zod';

/** What somebody said to the bot: words, or a file. */
export type MessageContent = { text: string } | { file: { key: string; name: string } };

/** What of a message's event says what was said. */
interface MessageIn {
  message_type: string;
  content: string;
  mentions?: Mentions | undefined;
}
/** What is strange about a mention (@所有人 has empty ids) costs its name, not the message. */
type Mentions = readonly {
  key: string;
  id: { open_id?: string | null | undefined };
  name?: string | null | undefined;
}[];

/**
 * The words of a message, by its type (feishu.md 3.1). The bot's own mention is left out, other people stand with
 * their names. A kind that the bot cannot read is named, so that the answer can say so.
 */
export function contentOf(
  { message_type: type, content, mentions = [] }: MessageIn,
  botId: string,
): MessageContent {
  const read = READERS[type];
  const said = read?.(parsed(content));
  if (said === undefined) return { text: `［${KINDS[type] ?? '其他消息'}］` };
  return 'file' in said ? said : { text: named(said.text, mentions, botId).trim() };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

const text = z.looseObject({ text: z.string() });
const file = z.looseObject({ file_key: z.string().min(1), file_name: z.string() });
const image = z.looseObject({ image_key: z.string().min(1) });
const piece = z.looseObject({
  tag: z.string(),
  text: z.string().nullish(),
  user_id: z.string().nullish(),
  href: z.string().nullish(),
  image_key: z.string().nullish(),
});
type Piece = z.infer<typeof piece>;
const post = z.looseObject({ title: z.string().nullish(), content: z.array(z.array(piece)) });

/** A rich text, bare or in one or more languages ({"zh_cn": {…}}), Chinese first. */
function postIn(content: unknown): z.infer<typeof post> | undefined {
  const bare = post.safeParse(content).data;
  if (bare) return bare;
  const wrapped = z.record(z.string(), z.unknown()).safeParse(content).data ?? {};
  const inside = wrapped.post === undefined ? wrapped : (wrapped.post ?? {});
  const languages = Object.entries(inside).toSorted(
    ([a], [b]) => Number(b === 'zh_cn') - Number(a === 'zh_cn'),
  );
  return languages.map(([, said]) => post.safeParse(said).data).find((said) => said !== undefined);
}

/** Undefined for content that is not what its type says, as when the message has been recalled. */
const READERS: Readonly<Record<string, (content: unknown) => MessageContent | undefined>> = {
  text: (content) => text.safeParse(content).data && { text: text.parse(content).text },
  post(content) {
    const read = postIn(content);
    if (!read) return undefined;
    const lines = read.content.map((line) => line.map(wordsOf).join(''));
    const words = [read.title ?? '', ...lines].filter((line) => line !== '').join('\n');
    const picture = read.content.flat().find(({ image_key }) => image_key)?.image_key;
    // A picture without a word is what a picture sent by itself is.
    return words.trim() === '' && picture ? { file: { key: picture, name: '图片' } } : { text: words };
  },
  file(content) {
    const read = file.safeParse(content).data;
    return read && { file: { key: read.file_key, name: read.file_name } };
  },
  image(content) {
    const read = image.safeParse(content).data;
    return read && { file: { key: read.image_key, name: '图片' } };
  },
};

/** In a rich text a mention carries its key like the words do, and a link its address behind them. */
function wordsOf({ tag, text, user_id, href }: Piece): string {
  if (tag === 'at') return user_id ?? '';
  const words = text ?? '';
  return tag === 'a' && href && !words.includes(href) ? `${words} ${href}` : words;
}

function named(words: string, mentions: Mentions, botId: string): string {
  return mentions
    .toSorted((a, b) => b.key.length - a.key.length)
    .reduce(
      (rest, { key, id, name }) => rest.replaceAll(key, id.open_id === botId ? '' : name ? `@${name}` : ''),
      words,
    );
}

const KINDS: Readonly<Record<string, string>> = {
  audio: '语音',
  media: '视频',
  sticker: '表情',
  folder: '文件夹',
  location: '位置',
  share_chat: '群名片',
  share_user: '个人名片',
  interactive: '卡片',
  merge_forward: '合并转发',
};
