import { extname } from 'node:path';
import { exportBytes, exportCsv } from '../../handlers/services/exports/export.ts';
import { AppError } from '../../models/rules/errors.ts';
import { ctxOf, ledgerNamed, word, writeResult, type CliRun } from './command.ts';
import { conditionWords, conditionsSaid } from './where.ts';

/** What the ending of the file's name asks for. */
const FORMATS: Readonly<Record<string, typeof exportCsv>> = { '.xlsx': exportBytes, '.csv': exportCsv };

export const exportFile: CliRun = async (call) => {
  const ledger = ledgerNamed(call);
  const path = word(call, 1, '输出文件');
  const made = FORMATS[extname(path).toLowerCase()];
  if (!made) throw new AppError('USAGE', `“${path}”应以 .xlsx 或 .csv 结尾`);
  const { short, full } = call.options;
  if (short && full) throw new AppError('USAGE', '--short 和 --full 只能写一个');
  const ctx = ctxOf(call);
  const where = await conditionsSaid(call, ctx, ledger);
  const { bytes, rows } = await made(ctx, ledger, where, {
    which: conditionWords(call),
    form: short ? 'short' : 'full',
  });
  await writeResult(call, path, bytes);
  return { data: { ledger: ledger.name, file: path, rows }, text: `已导出 ${rows} 行到 ${path}` };
};
