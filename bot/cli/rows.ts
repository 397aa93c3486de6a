import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { historyOf } from '../../handlers/services/ledgers/list.ts';
import { readAsked } from '../../handlers/services/ledgers/asked.ts';
import { moveFor, moveRow } from '../../handlers/services/ledgers/move.ts';
import { movesOn } from '../../handlers/services/ledgers/row-card.ts';
import { namesFor } from '../../handlers/services/ledgers/titles.ts';
import { saveRow } from '../../handlers/services/ledgers/save.ts';
import { deadlineOn, rowAnywhere, todoOf } from '../../handlers/services/ledgers/todo.ts';
import { receiveFile } from '../../handlers/services/files/receive.ts';
import type { Ctx } from '../../handlers/services/context.ts';
import type { AnyRow } from '../../cards/ledger.ts';
import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import { questionsOf, type Question } from '../../models/ledgers/engine/questions.ts';
import { showValue } from '../../models/ledgers/engine/show.ts';
import { AppError } from '../../models/rules/errors.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import {
  ctxOf,
  fieldNamed,
  ledgerNamed,
  word,
  type CliCall,
  type CliResult,
  type CliRun,
} from './command.ts';

/** One row through its doors: the same checks, moves and refusals as in chat (architecture.md 7). */

/** `--set 牵头单位=市自然资源局`: fields by their names or their Chinese labels. */
function valuesSaid(
  call: CliCall,
  ledger: AnyLedger,
  questions: readonly Question[] = [],
): Record<string, string> {
  const said = Array.isArray(call.options.set) ? call.options.set.map(String) : [];
  return Object.fromEntries(
    said.map((text) => {
      const at = text.indexOf('=');
      if (at <= 0) throw new AppError('USAGE', `“${text}”应写成 字段=值`);
      const name = text.slice(0, at).trim();
      return [partNamed(ledger, questions, name) ?? fieldNamed(ledger, name), text.slice(at + 1).trim()];
    }),
  );
}

/**
 * A part of the new record that a move asks for: `跟踪记录.内容`, by the keys or the labels of the list and its part.
 * @throws AppError USAGE when only the list is named
 */
function partNamed({ fields }: AnyLedger, questions: readonly Question[], said: string): string | undefined {
  const parts = questions.flatMap(({ key, of }) => {
    const list = of && fields[of.list];
    if (!of || list?.type !== 'list') return [];
    return [{ key, list: [of.list, list.label], part: [of.part, list.fields[of.part]?.label ?? of.part] }];
  });
  const [list, part] = said.split(/[.·]/);
  const found = parts.find((one) => one.list.includes(list ?? '') && one.part.includes(part ?? ''));
  const [named] = parts.filter((one) => one.list.includes(said));
  if (named) throw new AppError('USAGE', `“${said}”要写明哪一项，如 ${said}.${named.part[1] ?? ''}=…`);
  return found?.key;
}

/** Adds a row: what a form would refuse or ask is refused here in the same words. */
export const add: CliRun = async (call) => {
  const ctx = ctxOf(call);
  const ledger = ledgerNamed(call);
  const outcome = await saveRow(ctx, ledger, { form: valuesSaid(call, ledger) });
  if (outcome.kind === 'saved') return shown(ctx, ledger, outcome.row);
  const faults = outcome.kind === 'faults' ? outcome.faults : [];
  const text = faults.map(({ text: fault, suggestion }) => (suggestion ? `${fault}，${suggestion}` : fault));
  return { data: { faults }, text: text.join('\n') || '没有写入', refused: true };
};

/** Shows a row: its values, what can be done with it, when it is due and what happened to it. */
export const show: CliRun = async (call) => {
  const ctx = ctxOf(call);
  const { ledger, row } = await rowAnywhere(ctx, codeOf(call));
  return shown(ctx, ledger, row);
};

/** Makes a move, by its name or its Chinese label, with the evidence it asks for. */
export const move: CliRun = async (call) => {
  const ctx = ctxOf(call);
  const { ledger, row } = await rowAnywhere(ctx, codeOf(call));
  const event = eventNamed(ledger, word(call, 1, '动作，如 签收'));
  const made = moveFor(ctx, ledger, row, event);
  const ids = await evidenceOf(ctx, call);
  const questions = questionsOf(ledger, made);
  const column = questions.find(({ field }) => field.type === 'files')?.key;
  if (ids.length > 0 && column === undefined) throw new AppError('INVALID', `${made.label}不需要附件`);
  const form = {
    ...valuesSaid(call, ledger, questions),
    ...(column && ids.length > 0 ? { [column]: ids } : {}),
  };
  const { patch: asked, faults, files } = await readAsked(ctx, ledger, { row, move: made, form });
  const evidence = questions.find(({ key }) => key === files);
  const missing = evidence ? [`请用 --file 附上${evidence.field.label}`] : [];
  const wrong = [...faults.map(({ text }) => text), ...missing];
  if (wrong.length > 0) return { data: { faults: wrong }, text: wrong.join('\n'), refused: true };
  const moved = await moveRow(ctx, ledger, { code: row.code, event, asked }, (done) => done);
  return shown(ctx, ledger, moved.row);
};

/** The rows on which the post must act, with their due moments. */
export const todo: CliRun = async (call) => {
  const ctx = ctxOf(call);
  const items = (await todoOf(ctx)).map(({ ledger, row, due, moves }) => ({
    ledger: ledger.name,
    code: row.code,
    status: row.status,
    state: stateOf(ledger, row),
    due: due ?? null,
    moves: moves.map(({ event, label }) => ({ event, label })),
  }));
  const lines = items.map(
    ({ code, state, due }) => `${code}\t${state}\t${due ? `${momentOf(due)} 到期` : '不限时'}`,
  );
  return { data: items, text: lines.join('\n') || '没有待办' };
};

const stateOf = ({ machine }: AnyLedger, { status }: Pick<AnyRow, 'status'>): string =>
  status === undefined ? '' : (machine?.states[status]?.label ?? status);

const momentOf = (at: Date): string => `${dayOf(at)} ${timeOf(at)}`;

/** So much of a row's history stands in the text; `--json` has all of it. */
const TOLD_CHANGES = 10;

const codeOf = (call: CliCall): string => word(call, 0, '编号').toUpperCase();

function eventNamed({ machine, title }: AnyLedger, said: string): string {
  const found = machine?.moves.find(({ event, label }) => event === said || label === said);
  if (found) return found.event;
  const known = machine?.moves.map(({ label }) => label).join('、') ?? '';
  throw new AppError('USAGE', known ? `没有“${said}”这个动作，有：${known}` : `${title}没有可办理的动作`);
}

async function evidenceOf(ctx: Ctx, { options, cwd }: CliCall): Promise<string[]> {
  const paths = Array.isArray(options.file) ? options.file.map(String) : [];
  const ids: string[] = [];
  for (const path of paths)
    ids.push(
      (await receiveFile(ctx, { name: basename(path), stream: createReadStream(resolve(cwd, path)) })).id,
    );
  return ids;
}

async function shown(ctx: Ctx, ledger: AnyLedger, row: AnyRow): Promise<CliResult> {
  const nameOf = await namesFor(ctx, ledger, [row]);
  const values = Object.entries(ledger.fields).flatMap(([key, field]) =>
    row[key] === undefined || field.hidden
      ? []
      : [[field.label, showValue(field, row[key], nameOf)] as const],
  );
  const moves = movesOn(ctx, ledger, row, 'private').map((open) => ({
    event: open.event,
    label: open.label,
    asks: questionsOf(ledger, open).map(({ field }) => field.label),
  }));
  const due = deadlineOn(ctx, ledger, row)?.due;
  const { lines } = await historyOf(ctx, ledger, row.code);
  const { code, status, version } = row;
  const data = {
    code,
    ledger: ledger.name,
    status: status ?? null,
    version,
    ...(due ? { due } : {}),
    values: Object.fromEntries(values),
    moves,
    history: lines,
  };
  const title = [code, stateOf(ledger, row), `第 ${version} 版`, due ? `${momentOf(due)} 到期` : ''];
  const more = lines.length - TOLD_CHANGES;
  const text = [
    title.filter(Boolean).join(' · '),
    ...values.map(([label, value]) => `${label}：${value}`),
    ...(moves.length > 0 ? [`可办理：${moves.map(({ label }) => label).join('、')}`] : []),
    ...lines.slice(0, TOLD_CHANGES).map(({ at, by, text: change }) => `变更：${at} ${by} ${change}`),
    ...(more > 0 ? [`还有更早的变更 ${more} 条，加 --json 看全部`] : []),
  ];
  return { data, text: text.join('\n') };
}
