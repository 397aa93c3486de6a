/** The only place that reads the environment. It loads nothing: the command line is to be quick (architecture.md 7). */

export type Environment = Readonly<Record<string, string | undefined>>;

export const DEFAULT_DATA_DIR = './data';

/** The process's environment, completed by a `.env` in the working folder where there is one. */
export function environment(): Environment {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return process.env;
}
