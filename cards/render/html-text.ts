const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that stays text, in element content as well as in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);

/** ` name="value"` for each; `undefined` leaves the attribute out. Names are ours, values may be anybody's. */
export const attrs = (values: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeHtml(value)}"`))
    .join('');

/**
 * A path of this service, or `#`. Another host, `//host`, `/\host` or `javascript:` must never become a link, whoever wrote it.
 */
export const safePath = (path: string): string => (/^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '#');

/** An address that a chat client would open, or `#` (feishu.md 5.1). */
export const safeAddress = (url: string): string => (/^https?:\/\//i.test(url) ? url : '#');
