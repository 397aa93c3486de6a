import { z } from 'zod';

/** A rich text as far as it is read. */
export interface PostContent {
  words: string;
  /** The key of its first picture. */
  picture: string | undefined;
}

/** By which key somebody is mentioned whose open_id stands in markdown. */
export type KeyOf = (openId: string) => string | undefined;

/** A property of another kind than the documents say costs itself, not the message. */
const word = z.string().optional().catch(undefined);
const piece = z
  .looseObject({ tag: word, text: word, user_id: word, href: word, image_key: word })
  .catch({ tag: undefined, text: undefined, user_id: undefined, href: undefined, image_key: undefined });
type Piece = z.infer<typeof piece>;

/** Paragraphs of pieces; one flat list of pieces is one paragraph. */
const paragraphs = z
  .array(z.unknown())
  .transform((list) => (list.every(Array.isArray) ? list : [list]))
  .pipe(z.array(z.array(piece)));

/** Newer clients write `content_v2`, markdown in one piece, and may leave `content` empty or away (feishu.md 3.1). */
const post = z
  .looseObject({
    title: word,
    content: paragraphs.optional().catch(undefined),
    content_v2: paragraphs.optional().catch(undefined),
  })
  .refine(({ content, content_v2 }) => content !== undefined || content_v2 !== undefined);

/** A rich text, bare or in one or more languages ({"zh_cn": {…}}), Chinese first; undefined for anything else. */
export function postIn(content: unknown, keyOf: KeyOf): PostContent | undefined {
  const read = bareIn(content);
  if (!read) return undefined;
  const written = [read.content ?? [], read.content_v2 ?? []];
  const said = written.find((lines) => lines.some((line) => line.length > 0)) ?? [];
  const words = [read.title ?? '', ...said.map((line) => line.map((each) => wordsOf(each, keyOf)).join(''))];
  return {
    words: words.filter((line) => line !== '').join('\n'),
    picture: said.flat().flatMap(pictureOf)[0],
  };
}

function bareIn(content: unknown): z.infer<typeof post> | undefined {
  const bare = post.safeParse(content).data;
  if (bare) return bare;
  const wrapped = z.record(z.string(), z.unknown()).safeParse(content).data ?? {};
  const inside = wrapped.post === undefined ? wrapped : (wrapped.post ?? {});
  const languages = Object.entries(inside).toSorted(
    ([a], [b]) => Number(b === 'zh_cn') - Number(a === 'zh_cn'),
  );
  return languages.map(([, said]) => post.safeParse(said).data).find((said) => said !== undefined);
}

/** A mention carries its key like the words do, and a link its address behind them; of markdown the words remain. */
function wordsOf({ tag, text = '', user_id, href }: Piece, keyOf: KeyOf): string {
  if (tag === 'at') return user_id ?? '';
  if (tag === 'md') return plainWords(text, keyOf);
  return tag === 'a' && href && !text.includes(href) ? `${text} ${href}` : text;
}

const PICTURE = /!\[[^\]]*\]\(([\w-]+)\)/;

const pictureOf = ({ tag, text = '', image_key }: Piece): string[] => {
  const key = tag === 'md' ? PICTURE.exec(text)?.[1] : image_key;
  return key ? [key] : [];
};

const MENTION = /<at\s+(?:user_id|id)=["']?([^"'\s>]+)["']?[^>]*>([^<]*)(?:<\/at>)?/g;

/** Emphasis, headings and pictures are markup; an underscore is not: names have it. */
const plainWords = (text: string, keyOf: KeyOf): string =>
  text
    .replaceAll(MENTION, (_, id: string, name: string) =>
      id.startsWith('@_') ? id : (keyOf(id) ?? `@${name}`),
    )
    .replaceAll(new RegExp(PICTURE, 'g'), '')
    .replaceAll(/\[([^\]]*)\]\((https?:[^)\s]+)\)/g, (_, words: string, href: string) =>
      words.includes(href) ? words : `${words} ${href}`,
    )
    .replaceAll(/(\*\*|~~|`)(.+?)\1/g, '$2')
    .replaceAll(/^\s*(?:#{1,6}|>|[-*])\s+/gm, '');
