import { z } from 'zod';

/** What somebody said to the bot: words, or a file. */
export type MessageContent = { text: string } | { file: { key: string; name: string } };

/** What of a message's event says what was said. */
interface MessageIn {
  message_type: string;
  content: string;
  mentions?: Mentions | undefined;
}
type Mentions = readonly { key: string; id: { open_id?: string | undefined }; name: string }[];

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
const piece = z.looseObject({ tag: z.string(), text: z.string().optional(), user_id: z.string().optional() });
const post = z.looseObject({ title: z.string().optional(), content: z.array(z.array(piece)) });

/** Undefined for content that is not what its type says, as when the message has been recalled. */
const READERS: Readonly<Record<string, (content: unknown) => MessageContent | undefined>> = {
  text: (content) => text.safeParse(content).data && { text: text.parse(content).text },
  post(content) {
    const read = post.safeParse(content).data;
    if (!read) return undefined;
    const lines = read.content.map((line) => line.map(wordsOf).join(''));
    return { text: [read.title ?? '', ...lines].filter((line) => line !== '').join('\n') };
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

/** In a rich text a mention carries its key like the words do. */
const wordsOf = ({ tag, text = '', user_id = '' }: z.infer<typeof piece>): string =>
  tag === 'at' ? user_id : text;

function named(words: string, mentions: Mentions, botId: string): string {
  return mentions
    .toSorted((a, b) => b.key.length - a.key.length)
    .reduce((rest, { key, id, name }) => rest.replaceAll(key, id.open_id === botId ? '' : `@${name}`), words);
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
