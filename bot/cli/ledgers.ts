import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Ctx } from '../../handlers/services/context.ts';
import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import { AppError } from '../../models/rules/errors.ts';
import { and, type Where } from '../../models/rules/where.ts';
import { exportBytes } from '../../handlers/services/ledgers/export.ts';
import { conditionOn } from '../../handlers/services/ledgers/filter.ts';
import {
  answerImport,
  confirmImport,
  prepareImport,
  previewOf,
  type ImportPreview,
} from '../../handlers/services/imports/service.ts';
import {
  UNITS_SAID,
  type UnitSaid,
  type UnitsSaid,
  type WordSaid,
} from '../../handlers/services/imports/plan/types.ts';
import { kindOf } from '../../models/ledgers/engine/kinds/all.ts';
import { columnLines, columnsSaid, demandColumns, missingLine } from './import-columns.ts';
import { isAmount } from '../../handlers/services/imports/sheets/units.ts';
import {
  ctxOf,
  fieldNamed,
  ledgerNamed,
  option,
  word,
  writeResult,
  type CliCall,
  type CliRun,
  type CliResult,
} from './command.ts';

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
  if (call.options['dry-run']) return shown(previewOf(record));
  if (call.options.accept) {
    // What a word or a column means is no yes or no: that takes a --word or a --map.
    const yes = record.head.questions.filter(({ word: asked, missing }) => !asked && !missing);
    record = await answerImport(ctx, record._id, {
      questions: Object.fromEntries(yes.map(({ id }) => [id, 'accept' as const])),
      allDuplicates: 'different',
    });
  }
  if (isBlocked(previewOf(record))) {
    const { data, text } = shown(previewOf(record));
    return { data, text: `${text}\n没有写入：先处理上面的问题`, refused: true };
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

type Asked = ImportPreview['questions'][number];

/** A word to be explained, with the likely answers and how to give one. */
function wordAsked(
  { field, word: asked, means }: NonNullable<Asked['word']>,
  text: string,
  cells: Asked['cells'],
) {
  const likely = means.filter((each) => each.likely);
  const offered = (likely.length > 0 ? likely : means).map(({ label }) => label).join('、');
  return `待说明 ${text}：${cells.join('、')}（可选：${offered}；加 --word ${field}:${asked}=选项，留空写“空”）`;
}

/** The preview in words: how it was read, what would change, what stands in the way. */
function shown(preview: ImportPreview): CliResult {
  const { counts, sheets, faults, questions, duplicates } = preview;
  const lines = [
    ...sheets.map(({ name, unit, columns, leftOut }) =>
      leftOut
        ? `${name}：未读取，${leftOut}`
        : `${name}：识别 ${columns.length} 列，金额单位 ${unit ?? '按各列'}`,
    ),
    ...columnLines(preview),
    `新增 ${counts.new}，变化 ${counts.changed}，未变 ${counts.same}，有错 ${counts.faulty}，略过 ${counts.skipped}`,
    ...(counts.new > 0
      ? sheets.flatMap(({ presumed = [] }) => presumed.map((text) => `新增的行：${text}`))
      : []),
    ...faults.map(
      ({ sheet, cell, text, suggestion }) =>
        `${sheet}!${cell} ${text}${suggestion ? `（${suggestion}）` : ''}`,
    ),
    ...questions
      .filter(({ answer }) => !answer)
      .map(({ text, cells, units = [], word: asked, missing, count }) => {
        if (asked) return wordAsked(asked, text, cells);
        if (missing) return missingLine(missing, text, count);
        const cures = units.map(
          ({ label, all, column, unit }) => `${label}：加 --unit ${all ? '' : `${column}=`}${unit}`,
        );
        const other = cures.length > 0 ? `（${cures.join('；')}）` : '';
        return `待确认 ${text}：${cells.slice(0, 5).join('、')}${other}`;
      }),
    ...duplicates
      .filter(({ answer }) => !answer)
      .map(
        ({ id, name, candidates }) =>
          `疑似重复 ${id} ${name} ≈ ${candidates.map((c) => c.code ?? c.place ?? c.name).join('、')}`,
      ),
  ];
  return { data: preview, text: lines.join('\n') };
}

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
