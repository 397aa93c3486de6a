/** What is read on a fragment of HTML: its text, and what attributes show or say. Line breaks count as breaks. */
export function wordsOfHtml(html: string): string {
  const spoken = /\s(?:placeholder|alt|aria-label|value|data-confirm)="([^"]*)"/g;
  return html
    .replace(/<br>/g, '\n')
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      [...tag.matchAll(spoken)].map(([, text = '']) => ` ${text} `).join(''),
    )
    .replace(/<\/(?:p|div|td|th|summary|label|h3)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|amp|#39);/g, (entity) => CHARACTERS[entity] ?? entity);
}

const CHARACTERS: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
  '&#39;': "'",
};

/** Letters and digits only: how things are set apart does not matter. */
export const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

/** Whether all markup is of our making: attributes are quoted, and outside them stand only tags that we write. */
export function isCleanHtml(html: string): boolean {
  const bare = html.replace(/="[^"]*"/g, '=""');
  const tags = bare.match(/<[^>]*>?/g) ?? [];
  return (
    tags.every((tag) => /^<(?:\/[a-z0-9]+|[a-z0-9]+(?: [a-z-]+(?:="")?)*)>$/.test(tag)) &&
    !/<script|\son[a-z]+=/i.test(bare)
  );
}
