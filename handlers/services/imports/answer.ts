import { applyPatch, checkRow, completeRow } from '../../../models/ledgers/engine/check.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { postName } from '../../../cards/history.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import type { Ctx } from '../context.ts';
import { outcomeOf, type PlanAnswers } from './plan/digest.ts';
import { Existing } from './plan/existing.ts';
import { MISSING } from './plan/line-faults.ts';
import { sheetPatch, filledOf } from './plan/differences.ts';
import { importsOf, type PreparedImport } from './plan/prepared.ts';
import {
  emptyCounts,
  type Counts,
  type DuplicateChoice,
  type PlanRow,
  type ImportQuestion,
} from './plan/types.ts';

export interface Answering {
  /** By question id. */
  questions?: Readonly<Record<string, NonNullable<ImportQuestion['answer']>>>;
  /** By `sheet!row`; `code` names the ledger row that is meant, the likeliest when absent. */
  duplicates?: Readonly<Record<string, { choice: DuplicateChoice; code?: string }>>;
  /** For every double that is still open. */
  allDuplicates?: DuplicateChoice;
}

export const answersOf = (record: PreparedImport): PlanAnswers =>
  new Map(record.head.questions.map(({ id, answer }) => [id, answer]));

/** The ledger that an import goes to. */
export function ledgerOf({ store }: Ctx, record: PreparedImport): AnyLedger {
  const ledger = store.ledgers.find(({ name }) => name === record.ledger);
  if (!ledger) throw new AppError('NOT_FOUND', `没有“${record.ledger}”这个台账`);
  return ledger;
}

/**
 * An import of the viewer's own post, in whatever state.
 * @throws AppError NOT_FOUND for another's or an unknown one
 */
export async function findImport(ctx: Ctx, token: string): Promise<PreparedImport> {
  const record = await importsOf(ctx.store).get(token);
  if (record?.post === ctx.viewer.post) return record;
  throw new AppError('NOT_FOUND', '没有找到这次导入，请重新上传文件');
}

/**
 * An import that its own post may go on with.
 * @throws AppError NOT_FOUND as above, STALE when it is over
 */
export async function openImport(ctx: Ctx, token: string): Promise<PreparedImport> {
  const record = await findImport(ctx, token);
  if (record.status === 'READY') return record;
  throw new AppError('STALE', record.head.next === undefined ? overWords(ctx, record) : REREAD);
}

/** Why nothing can be done with it any more; of one that has been confirmed, by whom and when. */
export function overWords({ city }: Ctx, { status, post, updatedAt }: PreparedImport): string {
  if (status === 'READY') return '这次导入已由别处处理，请看最新的预览';
  if (status !== 'DONE') return OVER[status];
  const when = `${dayOf(updatedAt)} ${timeOf(updatedAt)}`;
  return `这次导入已由${postName(post, namesOf(city))}于 ${when} 确认，没有重复写入`;
}

const REREAD = '这份预览已按您的更正重新读取，请看最新的预览';
const OVER: Readonly<Record<Exclude<PreparedImport['status'], 'READY' | 'DONE'>, string>> = {
  APPLYING: '这次导入已确认，正在写入，请稍候',
  UNDOING: '这次导入遇到冲突，正在撤回，请稍候',
  CANCELLED: '这次导入已取消，请重新上传文件',
  STALE: '台账在预览之后有变化，这份预览已作废，请看最新的预览',
};

/** Takes answers to the preview's questions and gives the preview as it then is. Nothing is written to the ledger. */
export async function answerImport(ctx: Ctx, token: string, answering: Answering): Promise<PreparedImport> {
  const imports = importsOf(ctx.store);
  const record = await openImport(ctx, token);
  const { head } = record;
  for (const question of head.questions) {
    const given = answering.questions?.[question.id];
    if (given === undefined) continue;
    if (!question.options.some(({ value }) => value === given)) throw new AppError('INVALID', '没有这个选项');
    question.answer = given;
  }
  const answers = answersOf(record);
  const resolver = new Resolver(ctx, ledgerOf(ctx, record));
  const counts: Counts = emptyCounts();
  head.ready = 0;
  for (let n = 0; n < record.chunks; n++) {
    const rows = await imports.chunk(token, n);
    let touched = false;
    for (const [i, row] of rows.entries()) {
      const said = answering.duplicates?.[`${row.sheet}!${row.row}`] ?? forAll(answering, row);
      if (!said || !row.candidates || row.choice !== undefined) continue;
      rows[i] = await resolver.resolve(row, said.choice, said.code);
      touched = true;
      const double = head.duplicates.find(({ id }) => id === `${row.sheet}!${row.row}`);
      if (double && said.code !== undefined) double.code = said.code;
    }
    if (touched) await imports.replaceChunk(token, n, rows);
    for (const row of rows) {
      const standing = outcomeOf(row, answers);
      if (standing === 'ready') head.ready++;
      if (row.kind === 'taken' || (standing === 'out' && row.kind !== 'same')) counts.skipped++;
      else counts[row.kind]++;
      const open = head.duplicates.find(({ id }) => id === `${row.sheet}!${row.row}`);
      if (open && row.choice) open.answer = row.choice;
    }
  }
  head.counts = counts;
  const saved = await imports.advance(token, { status: 'READY' }, { head, updatedAt: ctx.clock.now() });
  if (!saved) throw new AppError('STALE', '这次导入已由别处处理，请看最新的预览');
  return record;
}

const forAll = ({ allDuplicates }: Answering, row: PlanRow) =>
  allDuplicates && row.candidates && row.choice === undefined
    ? { choice: allDuplicates, code: undefined }
    : undefined;

/** Turns an answered double into what it then is. */
class Resolver {
  readonly #ctx: Ctx;
  readonly #ledger: AnyLedger;
  readonly #existing: Existing;

  constructor(ctx: Ctx, ledger: AnyLedger) {
    this.#ctx = ctx;
    this.#ledger = ledger;
    this.#existing = new Existing(ctx.store, ledger, ctx.viewer, new Map());
  }

  async resolve(row: PlanRow, choice: DuplicateChoice, code?: string): Promise<PlanRow> {
    const candidates = row.candidates ?? [];
    const meant = code ?? candidates.find((candidate) => candidate.code !== undefined)?.code;
    if (choice === 'different') return { ...row, choice };
    if (choice === 'skip') return { ...row, choice, kind: 'taken' };
    if (meant === undefined || !candidates.some((candidate) => candidate.code === meant)) {
      throw new AppError(
        'INVALID',
        `“${row.title}”相似的是同一文件里的另一行，请选“不同项目”或“这一行不导入”`,
      );
    }
    if (choice === 'same') return this.#same(row, meant);
    const { further } = this.#ledger.doors;
    if (!further) throw new AppError('INVALID', '没有这个选项');
    const part = { [further.field]: further[choice], [further.parent]: meant };
    return this.#judged({ ...row, choice, values: { ...row.values, ...part } });
  }

  /** The ledger row keeps its name; all else that the sheet says is laid over it. */
  async #same(row: PlanRow, code: string): Promise<PlanRow> {
    const ledger = this.#ledger;
    const [target] = await this.#existing.find([{ code, complete: {} }]);
    if (!target) throw new AppError('NOT_FOUND', `台账里已没有 ${code}，请重新上传文件`);
    const { [ledger.titleField]: _name, ...values } = row.values;
    const before = filledOf(ledger, target);
    const check = this.#ctx.store.checkContext(this.#ctx.clock.now());
    const after = completeRow(ledger, applyPatch(before, values), check, false);
    const patch = sheetPatch(ledger, before, after);
    const kind = Object.keys(patch).length > 0 ? 'changed' : 'taken';
    const { id, version } = target;
    return this.#judged({ ...row, choice: 'same', kind, patch, target: { id, code, version } }, after);
  }

  #judged(row: PlanRow, complete?: ReturnType<typeof completeRow>): PlanRow {
    const check = this.#ctx.store.checkContext(this.#ctx.clock.now());
    const whole = complete ?? completeRow(this.#ledger, { ...row.context, ...row.values }, check, true);
    const errors = checkRow(this.#ledger, whole, check).filter(
      ({ level, field = '' }) => level === 'error' && !row.asks.includes(`${MISSING}:${field}`),
    );
    if (errors.length === 0) return row;
    const faults = errors.map((fault) => ({ ...fault, sheet: row.sheet, cell: row.at }));
    return { ...row, kind: 'faulty', faults: [...row.faults, ...faults] };
  }
}
