/** One answer, as it came. */
export interface Stop {
  url: string;
  status: number;
  /** Where it sends the browser next. */
  to: string | undefined;
  text: string;
  headers: Headers;
}

/** A browser without a screen that shows every redirect on its way, and keeps the cookies of one site. */
export class BrowserSession {
  readonly cookies = new Map<string, string>();
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  /** One request; nothing is followed. */
  async ask(address: string, options: RequestInit = {}): Promise<Stop> {
    const url = new URL(address, this.#home);
    const own = url.origin === new URL(this.#home).origin;
    const headers = new Headers(options.headers);
    if (!headers.has('Accept')) headers.set('Accept', 'text/html');
    if (own) headers.set('Cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    if (options.method === 'POST' && !headers.has('Origin')) headers.set('Origin', url.origin);
    const response = await fetch(url, { redirect: 'manual', ...options, headers });
    if (own) this.#keep(response.headers.getSetCookie());
    const location = response.headers.get('location');
    return {
      url: url.href,
      status: response.status,
      to: location === null ? undefined : new URL(location, url).href,
      text: await response.text(),
      headers: response.headers,
    };
  }

  /** Opens an address and follows where it leads; every stop, the last one shows a page. */
  async open(address: string): Promise<Stop[]> {
    const stops = [await this.ask(address)];
    for (let to = stops[0]?.to; to !== undefined && stops.length < 10; to = stops.at(-1)?.to)
      stops.push(await this.ask(to));
    return stops;
  }

  /** What one sees who opens an address. */
  async sees(address: string): Promise<Stop> {
    const last = (await this.open(address)).at(-1);
    if (!last) throw new Error('nothing came');
    return last;
  }

  post(path: string, fields: Readonly<Record<string, string>>): Promise<Stop> {
    return this.ask(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** What a page's script posts. */
  async act(path: string, body: object): Promise<{ status: number; body: unknown }> {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
    const { status, text } = await this.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status, body: JSON.parse(text) as unknown };
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
