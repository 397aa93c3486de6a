import type { Reporter, TestModule, TestSpecification } from 'vitest/node';

/** After each so many files of a longer run it is told where it is. */
const MANY_FILES = 20;

/** From so many files on it is a run of everything. */
const WHOLE_RUN = 150;

/**
 * Says before a long run how long it takes, on the way where it is, and at the end one line for machines: `N passed, N
 * failed` (and `, N skipped` when there are any).
 */
export class SummaryReporter implements Reporter {
  #files = 0;
  #done = 0;
  #began = 0;

  onTestRunStart(files: readonly TestSpecification[]): void {
    this.#files = files.length;
    this.#done = 0;
    this.#began = performance.now();
    if (files.length < WHOLE_RUN) return;
    say(
      `${files.length} test files against a real mongod, emulators and a browser: about a quarter of an hour on two`,
    );
    say(`free cores, longer on a busy machine. What is pure takes seconds: npm run test:unit`);
  }

  onTestModuleEnd(): void {
    this.#done += 1;
    const left = this.#files - this.#done;
    if (this.#files < MANY_FILES || left === 0 || this.#done % MANY_FILES !== 0) return;
    const minutes = ((performance.now() - this.#began) / this.#done / 60_000) * left;
    say(`${this.#done} of ${this.#files} files, about ${Math.max(1, Math.round(minutes))} min left`);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') count[state] += 1;
      }
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    // After the default reporter's own summary, whatever the order in which reporters are called.
    process.once('exit', () =>
      process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`),
    );
  }
}

const say = (line: string): void => void process.stdout.write(`  ── ${line}\n`);
