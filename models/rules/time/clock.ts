/** Where every "now" comes from. Services, jobs and channels take one; nothing else reads the host's time. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands at one moment until it is set. For tests and for the sandbox's time control. */
export class SettableClock implements Clock {
  #now: Date;

  constructor(now: Date) {
    this.#now = now;
  }

  now(): Date {
    return new Date(this.#now);
  }

  set(now: Date): void {
    this.#now = new Date(now);
  }
}

/** Another clock shifted by a number of milliseconds: the sandbox's time, which runs on from wherever it was set. */
export class ShiftedClock implements Clock {
  readonly #base: Clock;
  #offset: number;

  constructor(base: Clock, offset = 0) {
    this.#base = base;
    this.#offset = offset;
  }

  now(): Date {
    return new Date(this.#base.now().getTime() + this.#offset);
  }

  /** Takes over a shift that another process has set. Time only goes forward: one that is behind changes nothing. */
  follow(offset: number): boolean {
    if (offset <= this.#offset) return false;
    this.#offset = offset;
    return true;
  }

  /** Sets the time; gives the new shift, to be remembered. */
  set(now: Date): number {
    this.#offset = now.getTime() - this.#base.now().getTime();
    return this.#offset;
  }
}
