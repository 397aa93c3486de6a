/** Templates of the conversation page: htm over preact, without a build. */
import { h } from 'preact';
import htm from 'htm';

export const html = htm.bind(h);

/** @type {Record<string, string>} */
const PATHS = {
  back: 'M15 5l-7 7 7 7',
  clip: 'M20 11.5l-8.2 8.2a5 5 0 0 1-7-7l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6',
  close: 'M6 6l12 12M18 6L6 18',
  leave: 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  theme: 'M12 3a9 9 0 1 0 9 9c-4 2-9-1-9-9z',
};

/** @param {{ name: string }} props */
export const Icon = ({ name }) => html`
  <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>
`;

const HUES = 7;

/**
 * The same name has the same colour everywhere.
 * @param {string} text
 */
const hueOf = (text) =>
  [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % HUES;

/** @param {{ text: string, bot?: boolean, group?: boolean, small?: boolean }} props */
export function Avatar({ text, bot, group, small }) {
  const kind = bot ? 'robot' : `hue-${hueOf(text)}${group ? ' group' : ''}`;
  return html`<span class="avatar ${kind} ${small ? 'small' : ''}" aria-hidden="true"
    >${bot ? '招' : text.slice(0, 2)}</span
  >`;
}

/** @param {number} bytes */
export function sizeWords(bytes) {
  if (bytes < 1024) return `${bytes} 字节`;
  const kilo = bytes / 1024;
  return kilo < 1000 ? `${kilo.toFixed(kilo < 10 ? 1 : 0)} KB` : `${(kilo / 1024).toFixed(1)} MB`;
}
