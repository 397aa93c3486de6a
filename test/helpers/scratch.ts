import { statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ENOUGH = 6 * 1024 ** 3;

/**
 * A new folder for data that lives no longer than the tests. In memory where the machine has that to spare: the many
 * small databases of the tests wait for the disk more than for anything else. A process that is killed loses nothing
 * there either; only the loss of power would differ, and no test tries that.
 */
export const scratchFolder = (name: string): Promise<string> => mkdtemp(join(root(), `zhaoyou-${name}-`));

function root(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
