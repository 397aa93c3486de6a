import { randomUUID } from 'node:crypto';

/** A browser without a screen: keeps its cookie and says where it comes from. */
export class Client {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  static async as(url: string, post: string): Promise<Client> {
    const client = new Client(url);
    await client.send('/login', new URLSearchParams({ post }));
    return client;
  }

  get cookie(): string {
    return this.#cookie;
  }

  async fetch(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = new Headers(options.headers);
    if (!headers.has('Origin')) headers.set('Origin', this.#url);
    if (!headers.has('Cookie')) headers.set('Cookie', this.#cookie);
    const response = await fetch(this.#url + path, { redirect: 'manual', ...options, headers });
    const set = response.headers.getSetCookie().find((line) => line.startsWith('zy_session='));
    if (set) this.#cookie = set.split(';')[0] ?? '';
    return response;
  }

  send(
    path: string,
    body: URLSearchParams | FormData,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.fetch(path, { method: 'POST', body, headers });
  }

  async post(
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Answer }> {
    const response = await this.fetch(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
    return { status: response.status, body: (await response.json()) as Answer };
  }

  async get(path: string): Promise<Answer> {
    const response = await this.fetch(path);
    return (await response.json()) as Answer;
  }

  /** Hands the events of the live line over until the caller has had enough. */
  async *events(
    path: string,
    headers: Record<string, string> = {},
  ): AsyncGenerator<{ id: string; event: string; data: View }> {
    const leave = new AbortController();
    const response = await this.fetch(path, { headers, signal: leave.signal });
    const decoder = new TextDecoder();
    let buffer = '';
    try {
      for await (const chunk of response.body ?? []) {
        buffer += decoder.decode(chunk as Uint8Array, { stream: true });
        const parts = buffer.split('\n\n');
        buffer = parts.pop() ?? '';
        for (const part of parts) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
          if (field('data'))
            yield { id: field('id'), event: field('event'), data: JSON.parse(field('data')) as View };
        }
      }
    } finally {
      leave.abort();
    }
  }
}

export const inChat = (chat: string) => ({ eventId: randomUUID(), chat });

export interface View {
  id: string;
  chat: string;
  seq: number;
  rev: number;
  text?: string;
  html?: string;
  file?: { name: string; bytes: number };
  who: { code: string; bot: boolean };
}
export interface Answer {
  toast?: { tone: string; text: string };
  html?: string;
  messages: View[];
  more: boolean;
  rev: number;
  me: { name: string };
  chats: { id: string; name: string; kind: string; unread: number; last?: View }[];
  clock: { day: string; time: string; words: string; workday: boolean };
  workday?: string;
  duty?: { title: string; at: string };
}
