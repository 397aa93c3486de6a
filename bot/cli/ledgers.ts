import type { Ctx } from '../../handlers/services/context.ts';
import { exportBytes } from '../../handlers/services/ledgers/export.ts';
import { conditionOn } from '../../handlers/services/ledgers/filter.ts';
import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import { AppError } from '../../models/rules/errors.ts';
import { and, type Where } from '../../models/rules/where.ts';
import { ctxOf, fieldNamed, ledgerNamed, word, writeResult, type CliCall, type CliRun } from './command.ts';

export const exportFile: CliRun = async (call) => {
  const ledger = ledgerNamed(call);
  const path = word(call, 1, '输出文件');
  const ctx = ctxOf(call);
  const { bytes, rows } = await exportBytes(ctx, ledger, await whereOf(call, ctx, ledger));
  await writeResult(call, path, bytes);
  return { data: { ledger: ledger.name, file: path, rows }, text: `已导出 ${rows} 行到 ${path}` };
};

/** `landUnit=YC`, `落地方=源城区`: each field read as its kind reads it; all of them hold. */
async function whereOf({ options }: CliCall, ctx: Ctx, ledger: AnyLedger): Promise<Where> {
  const said = Array.isArray(options.where) ? options.where.map(String) : [];
  const conditions = said.map((text) => {
    const split = text.indexOf('=');
    if (split < 1) throw new AppError('USAGE', `--where 应写成 字段=值，“${text}”不行`);
    return conditionOn(ctx, ledger, fieldNamed(ledger, text.slice(0, split).trim()), text.slice(split + 1));
  });
  return and(...(await Promise.all(conditions)));
}
