import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { kindOf } from '../../../models/ledgers/engine/kinds/all.ts';
import { AppError } from '../../../models/rules/errors.ts';
import {
  answerImport,
  confirmImport,
  prepareImport,
  previewOf,
  type ImportPreview,
} from '../../../handlers/services/imports/service.ts';
import {
  UNITS_SAID,
  type UnitSaid,
  type UnitsSaid,
  type WordSaid,
} from '../../../handlers/services/imports/plan/types.ts';
import { isAmount } from '../../../handlers/services/imports/sheets/units.ts';
import {
  ctxOf,
  fieldNamed,
  ledgerNamed,
  option,
  word,
  type CliCall,
  type CliRun,
  type CliResult,
} from '../command.ts';
import { columnsSaid, demandColumns } from './columns.ts';
import { shownImport } from './preview.ts';

export const importFile: CliRun = async (call) => {
  const ctx = ctxOf(call);
  const ledger = ledgerNamed(call);
  const path = word(call, 1, '文件');
  const sheet = option(call, 'sheet');
  let record = await prepareImport(ctx, {
    ledger,
    file: { name: basename(path), bytes: await bytesOf(call, path) },
    ...(sheet === undefined ? {} : { sheet }),
    ...unitsSaid(call, ledger),
    words: wordsSaid(call, ledger),
    columns: columnsSaid(ctx, call, ledger),
  });
  demandColumns(call, previewOf(record));
  if (call.options['dry-run']) return shownImport(ctx, record);
  if (call.options.accept) {
    // What a word or a column means is no yes or no: that takes a --word or a --map.
    const yes = record.head.questions.filter(({ word: asked, missing }) => !asked && !missing);
    record = await answerImport(ctx, record._id, {
      questions: Object.fromEntries(yes.map(({ id }) => [id, 'accept' as const])),
      allDuplicates: 'different',
    });
  }
  if (isBlocked(previewOf(record))) {
    const { data, text } = await shownImport(ctx, record);
    return { data, text: `${text}\n没有写入：先处理上面的问题；读法都对的，加 --accept`, refused: true };
  }
  return written(await confirmImport(ctx, record._id));
};

/** `--word 项目来源:驻点招商=盯引` says what a word of a column means; `=空` that it says nothing. */
function wordsSaid({ options, services }: CliCall, ledger: AnyLedger): WordSaid[] {
  const said = Array.isArray(options.word) ? options.word.map(String) : [];
  return said.map((text): WordSaid => {
    const [, column = '', asked = '', means = ''] = /^([^:：]+)[:：](.+)=([^=]+)$/.exec(text) ?? [];
    if (means === '')
      throw new AppError('USAGE', `--word 要写成“列:词=选项”，如 项目来源:驻点招商=盯引，不能是“${text}”`);
    const name = fieldNamed(ledger, column);
    const field = ledger.fields[name];
    const all = (field && kindOf(field).meanings?.(field, services.city)) ?? [];
    const found = all.find(({ value, label }) => value === means || label === means);
    // Rows of another ledger are no list to pick from: the code says which is meant, and is judged like any cell.
    if (field?.type === 'ref' && means !== '空') return [name, asked, means];
    if (!found && means !== '空') {
      const labels = all.map(({ label }) => label).join('、');
      throw new AppError('USAGE', `“${column}”没有“${means}”这个选项，可以写：${labels || '空'}、空`);
    }
    return [name, asked, found?.value ?? null];
  });
}

/** `--unit 万元` for the amounts of a sheet, `--unit 总投资=万元` for a column by its label, alias or key. */
function unitsSaid({ options }: CliCall, ledger: AnyLedger): UnitsSaid {
  const said = Array.isArray(options.unit) ? options.unit.map(String) : [];
  const units: Record<string, UnitSaid> = {};
  let whole: UnitSaid | undefined;
  for (const text of said) {
    const [unit = '', column] = text.split('=').toReversed();
    const known = UNITS_SAID.find((candidate) => candidate === unit);
    if (!known) throw new AppError('USAGE', `--unit 只能是 ${UNITS_SAID.join('、')}，不能是“${unit}”`);
    if (column === undefined) whole = known;
    else units[amountNamed(ledger, column)] = known;
  }
  return { ...(whole ? { unit: whole } : {}), units };
}

function amountNamed(ledger: AnyLedger, column: string): string {
  const amounts = ledger.filled.filter((name) => isAmount(ledger, name));
  const found = amounts.find((name) => {
    const field = ledger.fields[name];
    return name === column || field?.label === column || field?.aliases?.includes(column);
  });
  if (found !== undefined) return found;
  const labels = amounts.flatMap((name) => ledger.fields[name]?.label ?? []);
  throw new AppError('USAGE', `--unit 里没有“${column}”这个金额列，可以写：${labels.join('、')}`);
}

async function bytesOf({ cwd }: CliCall, path: string): Promise<Uint8Array> {
  return readFile(resolve(cwd, path)).catch((cause: unknown) => {
    throw new AppError('USAGE', `读不到文件 ${path}`, { cause });
  });
}

const isBlocked = ({ counts, open }: ImportPreview): boolean => counts.faulty > 0 || open > 0;

function written(confirmed: Awaited<ReturnType<typeof confirmImport>>): CliResult {
  const preview = previewOf(confirmed.record);
  if (confirmed.kind === 'stale') {
    return { data: preview, text: '台账在预览之后有变化，没有写入，请重新运行', refused: true };
  }
  const { inserted, updated } = confirmed;
  return {
    data: { ...preview, written: { inserted, updated } },
    text: `已写入：新增 ${inserted} 行，更新 ${updated} 行，未变 ${preview.counts.same} 行`,
  };
}
