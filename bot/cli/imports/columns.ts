import { dayOf } from '../../../models/rules/time/day.ts';
import { timesNamed } from '../../../models/rules/parse/headers/sense.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Ctx } from '../../../handlers/services/context.ts';
import { forget, learnedBy } from '../../../handlers/services/imports/learned.ts';
import type { ColumnSaid } from '../../../handlers/services/imports/plan/types.ts';
import type { ImportPreview } from '../../../handlers/services/imports/service.ts';
import { headerKey } from '../../../handlers/services/imports/sheets/header-key.ts';
import { CODE } from '../../../handlers/services/imports/sheets/headers.ts';
import { ctxOf, fieldNamed, ledgerNamed, type CliCall, type CliRun } from '../command.ts';

const IGNORED = '不导入';

const mapped = ({ options }: CliCall): string[] =>
  Array.isArray(options.map) ? options.map.map(String) : [];

/** `--map 列=字段` says what a column is; `列=不导入` that it is left out. Remembered once the import is written. */
export function columnsSaid({ clock }: Ctx, call: CliCall, ledger: AnyLedger): ColumnSaid[] {
  const year = Number(dayOf(clock.now()).slice(0, 4));
  return mapped(call).map((text): ColumnSaid => {
    const split = text.lastIndexOf('=');
    const header = text.slice(0, split).trim();
    const field = text.slice(split + 1).trim();
    if (split < 1 || header === '' || field === '')
      throw new AppError('USAGE', `--map 要写成“列=字段”，如 总盘子=计划总投资，不能是“${text}”`);
    return [timesNamed(headerKey(header), year), field === IGNORED ? null : fieldOrCode(ledger, field)];
  });
}

function fieldOrCode(ledger: AnyLedger, said: string): string {
  if (said === `${ledger.noun}编号` || said === '编号') return CODE;
  const name = fieldNamed(ledger, said);
  if (!ledger.filled.includes(name)) throw new AppError('USAGE', `“${said}”由系统生成，不从表格导入`);
  return name;
}

/** @throws AppError USAGE for a column that was said to be something and stands on no sheet */
export function demandColumns(call: CliCall, { sheets, readAs }: ImportPreview): void {
  const there = sheets.flatMap(({ columns, ignored }) => [...columns, ...ignored]);
  for (const [key] of readAs.columns ?? []) {
    if (there.some((column) => column.key === key)) continue;
    const headers = there.map(({ header }) => header).join('、');
    throw new AppError('USAGE', `--map 里的“${key}”不是表里的列，表里有：${headers}`);
  }
}

/** Columns that were not recognised, with what they may be and how to say it. */
export function columnLines({ unknown, fields, sheets }: ImportPreview): string[] {
  const lines = unknown.map(({ column, header, likely }) => {
    const labels = likely.flatMap((name) => fields.find(({ value }) => value === name)?.label ?? []);
    const like = labels.length > 0 ? `可能是：${labels.join('、')}；` : '';
    return `没有认出 ${column} 列“${header}”（${like}是哪一项就加 --map '${plainIn(header)}=字段'，不导入就加 --map '${plainIn(header)}=${IGNORED}'）`;
  });
  const asked = new Set(unknown.map(({ key }) => key));
  const others = sheets.flatMap(({ ignored }) => ignored.filter(({ key }) => !asked.has(key)));
  return [
    ...lines,
    ...(others.length > 0
      ? [`没有导入的列：${others.map(({ header, why }) => `${header}（${why}）`).join('、')}`]
      : []),
  ];
}

const plainIn = (header: string): string => header.replaceAll(' ', '');

/** A column that every row must have and that was not recognised. */
export const missingLine = ({ label }: { label: string }, text: string, count: number): string =>
  `待说明 ${text}（涉及 ${count} 行；加 --map 列=${label}，表里没有就补上这一列）`;

/** What imports remember for the unit of the caller. */
export const learned: CliRun = async (call) => {
  const ctx = ctxOf(call);
  const wanted = call.words.length > 0 ? ledgerNamed(call) : undefined;
  const away = Array.isArray(call.options.forget) ? call.options.forget.map(String) : [];
  const gone: string[] = [];
  for (const said of away) gone.push(await forgotten(ctx, wanted, said));
  const data = await learnedBy(ctx, wanted);
  const lines = data.flatMap(({ title, entries }) =>
    entries.map(({ said, means }) => `${title}：${said} → ${means}`),
  );
  const text = [...gone, ...(lines.length > 0 ? lines : ['没有记住的列和词'])].join('\n');
  return { data, text };
};

/** @throws AppError NOT_FOUND for what is not remembered, USAGE for what is remembered of several ledgers */
async function forgotten(ctx: Ctx, wanted: AnyLedger | undefined, said: string): Promise<string> {
  const found = (await learnedBy(ctx, wanted)).flatMap(({ ledger, entries }) =>
    entries
      .filter((entry) =>
        [entry.key, entry.said, entry.said.replace(/[“”]/g, ':').replace(/:$/, '')].includes(said),
      )
      .map((entry) => ({ ledger, entry })),
  );
  const [first, other] = found;
  if (!first) throw new AppError('NOT_FOUND', `没有记住“${said}”`);
  if (other) throw new AppError('USAGE', `“${said}”记住了不止一条，请加上台账名`);
  const ledger = ctx.store.ledgers.find(({ name }) => name === first.ledger);
  if (ledger) await forget(ctx, ledger, first.entry);
  return `已忘掉${first.entry.said}`;
}
