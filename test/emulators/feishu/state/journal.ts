/**
 * The emulator's book: every request that came, every rule that was broken. Tests read it; nothing in the emulator
 * decides by it.
 */
export interface RequestEntry {
  at: number;
  route: string;
  method: string;
  path: string;
  /** 0 = the connection was cut before an answer. */
  status: number;
  code: number;
  /** The misfortune that was ordered for this request, if one struck. */
  fault?: string;
  body?: unknown;
}

/** What `route` says of a request for a call that the emulator does not have. */
export const UNKNOWN_ROUTE = 'unknown route';

export const BREACHES = {
  'app-quota': '4.2: more than 50/s or 1000/min',
  'target-quota': '4.2: more than 5/s to one person, group or message',
  'reset-ignored': '4.2: a request before x-ogw-ratelimit-reset had passed',
  'uuid-other-content': '4.2: the same uuid for different content',
  'bad-card': '5: a card that the platform refuses',
  'too-large': '4.2: a body beyond its limit',
  'dead-target': '7-22: a send to a target already refused for good',
  'token-wasted': '1.3: a token fetched while another token request is under way',
  'update-too-early': '3.6: the delayed update before the callback was answered',
  'answer-late': '2.5: no answer within 3 s',
  'answer-status': '2.5: an answer other than 200',
  'answer-shape': '3.5: an answer of a wrong shape',
  'bad-request': '4.6: a request that cannot be right (X of the table)',
  'wrong-unit': '4.1: milliseconds where seconds are due',
} as const;
export type Breach = keyof typeof BREACHES;

export interface Violation {
  at: number;
  breach: Breach;
  rule: string;
  detail: string;
}

export class Journal {
  readonly requests: RequestEntry[] = [];
  readonly violations: Violation[] = [];
  readonly #now: () => number;
  readonly #log: (line: string) => void;

  constructor(now: () => number, log: (line: string) => void) {
    this.#now = now;
    this.#log = log;
  }

  request(entry: Omit<RequestEntry, 'at'>): void {
    this.requests.push({ at: this.#now(), ...entry });
    const fault = entry.fault === undefined ? '' : ` [${entry.fault}]`;
    const strange = entry.route === UNKNOWN_ROUTE ? ` (${UNKNOWN_ROUTE})` : '';
    this.#log(
      `<- ${entry.method} ${entry.path} ${entry.status || 'cut'} code=${entry.code}${fault}${strange}`,
    );
  }

  breach(breach: Breach, detail: string): void {
    this.violations.push({ at: this.#now(), breach, rule: BREACHES[breach], detail });
    this.#log(`!! ${breach}: ${detail} (feishu.md ${BREACHES[breach]})`);
  }

  note(line: string): void {
    this.#log(line);
  }
}
