import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../models/rules/errors.ts';

/**
 * Makes DATA_DIR where it is missing, and proves that something can be kept in it.
 * @throws AppError INVALID with the folder, why it will not do, and the cure
 */
export async function demandFolder(dataDir: string): Promise<void> {
  const folder = resolve(dataDir);
  try {
    await makeFolder(folder);
    const probe = join(folder, `.writable-${process.pid}`);
    await (await open(probe, 'w')).close();
    await rm(probe, { force: true });
  } catch (error) {
    throw refused(folder, error);
  }
}

/** Step by step: Node's own recursive mkdir never comes back from a file system that takes no folders, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || (await exists(dirname(folder)))) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: '没有写入权限',
  EPERM: '没有写入权限',
  EROFS: '所在的磁盘是只读的',
  ENOSPC: '所在的磁盘已满',
  EEXIST: '不是文件夹',
  ENOTDIR: '不是文件夹',
  ENOENT: '那里不能建文件夹',
};

function refused(folder: string, error: unknown): AppError {
  const code = codeOf(error);
  const reason = REASONS[code] ?? code;
  return new AppError(
    'INVALID',
    `数据文件夹 ${folder} 写不进去（${reason}）：请改它的权限，或换一个可以写的文件夹启动，如 DATA_DIR=~/zhaoyou-data npm start`,
    { cause: error },
  );
}
