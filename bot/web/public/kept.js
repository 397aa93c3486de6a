/** What this device keeps for its user until the server has it. Without storage it lasts as long as the page. */

/** More than anybody leaves unfinished; the oldest go first. */
const MOST = 60;
const PREFIX = 'zy-kept:';

/** @type {Map<string, string>} */
const memory = new Map();

/**
 * @template T
 * @param {string} key
 * @param {Storage} [storage] of the window only, for what may not outlast it
 * @returns {T | undefined}
 */
export function kept(key, storage = localStorageOrNone()) {
  const text = storage?.getItem(PREFIX + key) ?? memory.get(key);
  return text === undefined || text === null ? undefined : JSON.parse(text).value;
}

/**
 * Keeps a value, or forgets it where it is undefined.
 * @param {string} key
 * @param {unknown} value
 * @param {Storage} [storage]
 */
export function keep(key, value, storage = localStorageOrNone()) {
  if (value === undefined) {
    memory.delete(key);
    storage?.removeItem(PREFIX + key);
    return;
  }
  const rank = storage ? 1 + Math.max(0, ...ranked(storage).map(([, at]) => at)) : 0;
  const text = JSON.stringify({ value, rank });
  try {
    if (!storage) throw new Error('this browser stores nothing');
    for (const [old] of ranked(storage).slice(MOST - 1)) if (old !== PREFIX + key) storage.removeItem(old);
    storage.setItem(PREFIX + key, text);
  } catch {
    memory.set(key, text);
  }
}

/**
 * All keys that begin so.
 * @param {string} beginning
 */
export const keptUnder = (beginning) => {
  const storage = localStorageOrNone();
  const stored = storage ? ranked(storage).map(([name]) => name.slice(PREFIX.length)) : [];
  return [...new Set([...stored, ...memory.keys()])].filter((key) => key.startsWith(beginning));
};

/**
 * What is stored, the newest first.
 * @param {Storage} storage
 */
const ranked = (storage) =>
  Object.keys(storage)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => /** @type {const} */ ([name, Number(JSON.parse(storage.getItem(name) ?? '{}').rank)]))
    .sort(([, a], [, b]) => b - a);

/** Storage can be switched off, and then even asking for it throws. */
function localStorageOrNone() {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

export function windowStorage() {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
