import { z } from 'zod';
import { type KeyOf, postIn, type PostContent } from './post.ts';

/** What somebody said to the bot: words, or a file. */
export type MessageContent = { text: string } | { file: { key: string; name: string } };

/** What of a message's event says what was said. */
interface MessageIn {
  message_type: string;
  content: string;
  mentions?: Mentions;
}
/** What is strange about a mention (@所有人 has empty ids) costs its name, not the message. */
type Mentions = readonly { key: string; openId?: string | undefined; name?: string | undefined }[];

/**
 * The words of a message, by its type (feishu.md 3.1). The bot's own mention is left out, other people stand with
 * their names. A kind that the bot cannot read is named, so that the answer can say so.
 */
export function contentOf(
  { message_type: type, content, mentions = [] }: MessageIn,
  botId: string,
): MessageContent {
  const keyOf = (id: string) => mentions.find(({ openId }) => openId === id)?.key;
  const said = READERS[type]?.(parsed(content), keyOf);
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
const file = z.looseObject({ file_key: z.string().min(1), file_name: z.string().min(1).catch('文件') });
const image = z.looseObject({ image_key: z.string().min(1) });

const pictureIn = (key: string): MessageContent => ({ file: { key, name: '图片' } });

/** A picture without a word is what a picture sent by itself is. */
const contentIn = ({ words, picture }: PostContent): MessageContent =>
  words.trim() === '' && picture !== undefined ? pictureIn(picture) : { text: words };

/** Undefined for content that is not what its type says, as when the message has been recalled. */
const READERS: Readonly<Record<string, (content: unknown, keyOf: KeyOf) => MessageContent | undefined>> = {
  text: (content) => text.safeParse(content).data && { text: text.parse(content).text },
  post(content, keyOf) {
    const read = postIn(content, keyOf);
    return read && contentIn(read);
  },
  file(content) {
    const read = file.safeParse(content).data;
    return read && { file: { key: read.file_key, name: read.file_name } };
  },
  image(content) {
    const read = image.safeParse(content).data;
    return read && pictureIn(read.image_key);
  },
};

function named(words: string, mentions: Mentions, botId: string): string {
  return mentions
    .toSorted((a, b) => b.key.length - a.key.length)
    .reduce(
      (rest, { key, openId, name }) => rest.replaceAll(key, openId === botId ? '' : name ? `@${name}` : ''),
      words,
    );
}

/** Every type of the document (3.1) that is no words and no file, and those that turn out to be unreadable. */
const KINDS: Readonly<Record<string, string>> = {
  text: '文字',
  post: '富文本',
  image: '图片',
  file: '文件',
  folder: '文件夹',
  audio: '语音',
  media: '视频',
  sticker: '表情',
  interactive: '卡片',
  hongbao: '红包',
  share_calendar_event: '日程',
  calendar: '日程邀请',
  general_calendar: '日程转让',
  share_chat: '群名片',
  share_user: '个人名片',
  system: '系统消息',
  location: '位置',
  video_chat: '视频会议',
  todo: '任务',
  vote: '投票',
  merge_forward: '合并转发',
};
