import type { Card } from '../../../cards/card.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import type { AnyLedger, Patch } from '../../../models/ledgers/engine/define.ts';
import { filesBrought, withAdded } from '../../../models/ledgers/engine/brought.ts';
import { takeMove, type Move } from '../../../models/ledgers/engine/machine.ts';
import { AppError, Outdated } from '../../../models/rules/errors.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { mayOn } from '../../../models/rules/rights.ts';
import { changeOf, viewerOf, type Ctx, type Given } from '../context.ts';
import { tell } from '../messages/notices.ts';
import { replaceOpenCards } from '../messages/replace-cards.ts';
import { featureOf } from './feature.ts';
import { rowByCode } from './list.ts';
import { rowCardOf } from './row-card.ts';

export interface MoveInput {
  code: string;
  event: string;
  /** The version that the person had before them. Absent: the newest is meant, whoever was faster. */
  version?: number;
  /** What the mover was asked, as values; of lists and files what is to be added. */
  asked?: Patch;
  /** The message whose card was clicked: the answer replaces it, other cards of the matter are replaced as well. */
  clicked?: string | undefined;
  reason?: string;
}

export interface Moved {
  row: AnyRow;
  move: Move;
  /** The row's card as the change leaves it. */
  card: Card;
}

/**
 * Makes a move: the row by compare-and-set, the move's effect, the cards that ask for what is done now, and what the
 * person is answered, in one change (architecture.md 2, 3). Jobs, clicks and the command line all end here.
 * @throws AppError NOT_FOUND, STALE, ILLEGAL_MOVE, FORBIDDEN, INVALID, each in one Chinese sentence; nothing is written
 */
export async function moveRow<R extends object>(
  ctx: Ctx,
  ledger: AnyLedger,
  input: MoveInput,
  answer: (moved: Moved) => R,
): Promise<R> {
  const { code, event, version, asked = {}, reason } = input;
  const seen = await rowByCode(ctx, ledger, code);
  demandFresh(ledger, seen, version);
  const move = moveFor(ctx, ledger, seen, event);
  const effect = featureOf(ctx, ledger)?.effects[event];
  const prepared = await effect?.prepare?.(ctx, seen);
  return ctx.store.change(changeOf(ctx, reason), async (change) => {
    // Without a version two at once are both heard: the row is read again within the change.
    const row = version === undefined ? await again(ctx, change, ledger, seen) : seen;
    const moved = await change.move(ledger, row, event, withAdded(ledger, row, asked));
    const evidence = filesBrought(ledger, asked);
    if (evidence.length > 0) await change.attach(ledger, moved, evidence);
    const given: Given<unknown> = { asked, prepared };
    const now = (await effect?.run(ctx, change.consequences(), moved, given)) ?? moved;
    tellAbout(ctx, change, { ledger, row: now, move });
    const card = await rowCardOf(ctx, ledger, now, 'private');
    await replaceOpenCards(ctx, change, card, input.clicked);
    return change.answer(answer({ row: now, move, card }));
  });
}

async function again(ctx: Ctx, change: Change, ledger: AnyLedger, { code }: AnyRow): Promise<AnyRow> {
  const row = await change.rows(ledger).byCode(ctx.viewer, code);
  if (!row) throw new AppError('NOT_FOUND', `这个${ledger.noun}已不在台账中`);
  return row;
}

/** The move as it could be made now: its refusals come before anything is prepared. */
export function moveFor({ viewer, clock }: Ctx, ledger: AnyLedger, row: AnyRow, event: string): Move {
  if (!ledger.machine) throw new AppError('NOT_FOUND', `${ledger.title}没有可办理的动作`);
  return takeMove(ledger.machine, row, event, { viewer, now: clock.now() });
}

/** @throws Outdated when the person had an older version before them */
export function demandFresh({ noun }: AnyLedger, row: AnyRow, version: number | undefined): void {
  const { updatedBy: by, updatedAt: at, code } = row;
  if (version === undefined || version === row.version) return;
  throw new Outdated(noun, { by, at, detail: `${code}: version ${row.version}, asked for ${version}` });
}

/** Tells those whom the move names, as far as they have a right to the row; nobody is told of what they did. */
function tellAbout(
  { city, viewer }: Ctx,
  change: Change,
  { ledger, row, move }: { ledger: AnyLedger; row: AnyRow; move: Move },
): void {
  for (const { to, as, text } of move.tells ?? [])
    for (const { code: post } of city.posts)
      if (post !== viewer.post && mayOn(to, viewerOf(city, post), row))
        tell(change, {
          post,
          ledger: ledger.name,
          code: row.code,
          matter: ledger.noun,
          fact: text ?? move.label,
          urgency: as,
          while: [String(row.status)],
        });
}
