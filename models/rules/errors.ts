/**
 * The one error type. `code` is stable and for machines, `userText` is what the person reads (Chinese, names the
 * thing and the cure), `detail` is for the log only. `report` marks faults of ours: an operator should look.
 */
export type ErrorCode =
  | 'INVALID' // the input breaks a rule; userText names the field or cell
  | 'FORBIDDEN' // the post lacks the permit or the row is out of its scope
  | 'NOT_FOUND'
  | 'STALE' // somebody else was faster: compare-and-set lost
  | 'DUPLICATE'
  | 'ILLEGAL_MOVE' // the state machine has no such transition from here
  | 'UNAVAILABLE' // a part we depend on is down; trying again may help
  | 'USAGE' // CLI called wrongly
  | 'INTERNAL';

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly userText: string;
  readonly report: boolean;

  constructor(code: ErrorCode, userText: string, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail ?? userText, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.userText = userText;
    this.report = code === 'INTERNAL';
  }

  /** Wraps a stranger once; the cause stays in the log and never reaches `userText`. */
  static from(error: unknown): AppError {
    if (error instanceof AppError) return error;
    const detail = error instanceof Error ? error.message : String(error);
    return new AppError('INTERNAL', '系统出错了，已记录，请稍后再试', { detail, cause: error });
  }
}

/** Compare-and-set lost: `by` is the post that was faster. Whoever answers a person puts both into words. */
export class Outdated extends AppError {
  readonly noun: string;
  readonly by: string;
  readonly at: Date;

  constructor(noun: string, { by, at, detail }: { by: string; at: Date; detail: string }) {
    super('STALE', `这个${noun}已被更新，请看最新内容`, { detail });
    this.noun = noun;
    this.by = by;
    this.at = at;
  }
}
