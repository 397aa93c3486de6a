/** Addresses get longer only by mistake or malice. */
const LONGEST = 2_000;
/** Any will do: what leads away from it is no page of ours. */
const HERE = 'http://here.invalid';

/**
 * The path, if it leads to a page of this service and nowhere else; read as browsers read it, which take `\` for `/`,
 * leave out line ends and resolve `..` first.
 */
export function localPath(text: string): string | undefined {
  if (!text.startsWith('/') || text.length > LONGEST || !URL.canParse(text, HERE)) return undefined;
  const { origin, pathname, search } = new URL(text, HERE);
  return origin === HERE && !pathname.startsWith('//') ? `${pathname}${search}` : undefined;
}
