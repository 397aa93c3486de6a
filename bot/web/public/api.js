/** Talking to the server: every POST may be repeated safely, because it carries an id that is handled once. */

import { LOGGED_OUT } from './logged-out.js';

const RETRIES_MS = [600, 1500, 4000];
/** Nobody is logged in any more. */
export const LOGIN_WANTED = 401;
const WORTH_RETRYING = new Set([502, 503, 504]);

/** @typedef {{ tone: 'good' | 'info' | 'warn' | 'bad', text: string }} Toast */

/** A refusal in words that a person may read. */
export class Refusal extends Error {
  /**
   * @param {string} text
   * @param {number} status
   */
  constructor(text, status) {
    super(text);
    this.status = status;
  }
}

/** A UUID; `crypto.randomUUID` is missing on plain http outside localhost. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * What the server answers is what its side of the page says it is: the caller names the type.
 * @template T
 * @param {string} path
 * @returns {Promise<T>}
 */
export const get = (path) => ask(path, { headers: { Accept: 'application/json' } });

/**
 * @template T
 * @param {string} path
 * @param {object} body
 * @returns {Promise<T>}
 */
export const post = (path, body) =>
  ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
  });

/**
 * Something that was clicked; with the files of its form behind it where there are any.
 * @template T
 * @param {string} path
 * @param {object} event
 * @param {readonly { name: string, file: File }[]} files
 * @returns {Promise<T>}
 */
export function postClick(path, event, files) {
  if (files.length === 0) return post(path, event);
  const form = new FormData();
  form.append('event', JSON.stringify(event));
  for (const { name, file } of files) form.append(name, file, file.name);
  return ask(path, { method: 'POST', headers: { Accept: 'application/json' }, body: form });
}

/**
 * Fields and files as a multipart form.
 * @template T
 * @param {string} path
 * @param {Record<string, string>} fields
 * @param {readonly File[]} files
 * @returns {Promise<T>}
 */
export function postFiles(path, fields, files) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const file of files) form.append('files', file, file.name);
  return ask(path, { method: 'POST', headers: { Accept: 'application/json' }, body: form });
}

/**
 * The JSON answer. Throws a Refusal with the server's words; a lost connection is tried again, then said.
 * @template T
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<T>}
 */
async function ask(path, options, attempt = 0) {
  const response = await fetch(path, { credentials: 'same-origin', ...options }).catch(() => undefined);
  if (!response || WORTH_RETRYING.has(response.status)) {
    const wait = RETRIES_MS[attempt];
    if (wait === undefined) throw new Refusal('网络不通，不确定是否已送达，请稍后重试', 0);
    await new Promise((resolve) => setTimeout(resolve, wait));
    return ask(path, options, attempt + 1);
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  if (response.status === LOGIN_WANTED)
    window.dispatchEvent(new CustomEvent(LOGGED_OUT, { detail: answer.login ?? '/' }));
  throw new Refusal(
    answer.toast?.text ?? `服务器没有正常应答（${response.status}），请稍后重试`,
    response.status,
  );
}

const TOAST_MS = 4200;
const TOAST_MOST = 3;

/**
 * A line that shows for a moment; faults and long texts stay longer, a tap takes it away.
 * @param {Toast} line
 */
export function toast({ tone, text }) {
  const host = toasts;
  const line = document.createElement('div');
  line.className = `toast ${tone}`;
  line.textContent = text;
  line.addEventListener('click', () => line.remove());
  host.append(line);
  while (host.children.length > TOAST_MOST) host.firstElementChild?.remove();
  setTimeout(() => line.remove(), TOAST_MS + text.length * 60 + (tone === 'bad' ? 3000 : 0));
}

/** There from the start: what is added to a region that has only just come is not read out. */
const toasts = addToasts();

function addToasts() {
  const host = document.createElement('div');
  host.className = 'toasts';
  host.setAttribute('role', 'status');
  host.setAttribute('aria-live', 'polite');
  document.body.append(host);
  return host;
}

/**
 * Shows what went wrong; strangers are not shown in detail.
 * @param {unknown} error
 */
export function toastError(error) {
  toast({ tone: 'bad', text: error instanceof Refusal ? error.message : '页面出错了，请刷新后重试' });
  if (!(error instanceof Refusal)) throw error;
}
