/** One thing that `doctor` looked at: what it found and, where something is wrong, how to mend it. */
export interface Check {
  title: string;
  /** `warn`: works, but not as it should or not for long. `bad`: something does not work. */
  state: 'ok' | 'warn' | 'bad';
  found: string;
  cure?: string;
}

export const fine = (title: string, found: string): Check => ({ title, state: 'ok', found });
export const doubtful = (title: string, found: string, cure: string): Check => ({
  title,
  state: 'warn',
  found,
  cure,
});
export const wrong = (title: string, found: string, cure: string): Check => ({
  title,
  state: 'bad',
  found,
  cure,
});
