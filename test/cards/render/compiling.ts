import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');

/** The code of the compiler's error for each statement, in their order; undefined for one that compiles. */
export async function compilerErrors(
  typesFile: string,
  names: readonly string[],
  statements: readonly string[],
): Promise<(string | undefined)[]> {
  const folder = await mkdtemp(join(tmpdir(), 'types-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'statements.ts');
  const head = `import type { ${names.join(', ')} } from '${join(ROOT, typesFile)}';`;
  await writeFile(file, [head, ...statements].join('\n'));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options =
    '--noEmit --strict --skipLibCheck --ignoreConfig --allowImportingTsExtensions --pretty false';
  const settings = '--module nodenext --target es2023 --resolveJsonModule';
  const compile = run(process.execPath, [tsc, ...options.split(' '), ...settings.split(' '), file]);
  const told = await compile.then(
    ({ stdout }) => stdout,
    (error: { stdout?: string }) => error.stdout ?? '',
  );
  const codes = new Map(
    [...told.matchAll(/statements\.ts\((\d+),\d+\): error TS(\d+)/g)].map(([, line, code]) => [line, code]),
  );
  return statements.map((_, i) => codes.get(String(i + 2)));
}
