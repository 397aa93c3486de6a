/** How long one who waits for an immediate answer is kept waiting; counted from one moment, when the work begins. */
export interface Patience {
  /** Then the dispatcher promises the result for later, while there is still time to say so. */
  promiseMs: number;
  /** Then something is answered whatever happens: not even the promise came. */
  answerMs: number;
}

/** What the work is told of the one who waits. */
export interface Waiting {
  /** Resolves when the result must be promised instead of waited for. */
  late: Promise<void>;
}

/** What is answered in place of a result; neither may throw. */
export interface InsteadOf<A> {
  tooSlow(): A;
  failed(error: unknown): A;
}

/**
 * The answer of some work, in time whatever happens: the one place where an answer's time is measured, for every channel
 * and for the dispatcher (`Inbound.late`). A failure after the time is over is still told to `failed`. Never rejects.
 */
export function answerInTime<A>(
  work: (waiting: Waiting) => Promise<A>,
  { promiseMs, answerMs }: Patience,
  instead: InsteadOf<A>,
): Promise<A> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((isLate) => {
      timer = setTimeout(() => {
        isLate();
        timer = setTimeout(() => resolve(instead.tooSlow()), answerMs - promiseMs);
      }, promiseMs);
    });
    void taken(work, { late }, instead).then((answer) => {
      clearTimeout(timer);
      return resolve(answer);
    });
  });
}

/** Never rejects. */
async function taken<A>(
  work: (waiting: Waiting) => Promise<A>,
  waiting: Waiting,
  instead: InsteadOf<A>,
): Promise<A> {
  try {
    return await work(waiting);
  } catch (error) {
    return instead.failed(error);
  }
}
