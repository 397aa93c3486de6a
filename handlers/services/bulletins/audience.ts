import type { BulletinFacts } from '../../../cards/bulletins/bulletin.ts';
import { bulletins, isIssued, ISSUED_STATES, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import { any, mayOn, own, PERMITS, type Right } from '../../../models/rules/rights.ts';
import { dayOf, type Period } from '../../../models/rules/time/day.ts';
import { longMonth } from '../../../models/rules/time/words.ts';
import type { Ctx } from '../context.ts';
import { lastWholePeriod } from './report.ts';
import { findBulletin } from './snapshots.ts';

/**
 * What is made of a month's figures: the whole city's (通报、附表、领导摘要、Excel、the rows behind a number), one unit's
 * own, and how they are counted.
 */
export type BulletinDocument = 'city' | 'county' | 'definitions';

interface Audience {
  /** WantedDocument of the unit that the document is about; what is about the whole city belongs to none. */
  right: Right;
  /** Whether it may stand where others read along. */
  groups: boolean;
}

const ISSUED: Audience = { right: bulletins.rights.read.right, groups: true };
const PRIVATE: Audience = { ...ISSUED, groups: false };
const CHECKED: Audience = { right: PERMITS.unissued.right, groups: false };
/** A unit may see at any time where it stands: those are its own rows, counted. */
const OWN: Audience = { right: any(PERMITS.unissued.right, own('unit')), groups: false };

/**
 * Who may be shown what, by how the month's bulletin stands. Pushes, commands, buttons, pages, files and the rows behind
 * a number all ask here: what must not be pushed yet cannot be pulled either (domain.md 0.1-9).
 */
export const AUDIENCES: Readonly<Record<BulletinDocument, Record<BulletinFacts['state'], Audience>>> = {
  city: { issued: ISSUED, draft: CHECKED, live: CHECKED },
  county: { issued: ISSUED, draft: CHECKED, live: OWN },
  definitions: { issued: ISSUED, draft: PRIVATE, live: PRIVATE },
};

/** What is asked for, and of which unit where it is about one. */
export interface WantedDocument {
  document: BulletinDocument;
  unit?: string;
}

/** 已印发、送审稿 or 实时测算, of a month without a bulletin too. */
export const stateOf = (row: Pick<Bulletin, 'status' | 'snapshot'> | undefined): BulletinFacts['state'] =>
  row?.snapshot ? (isIssued(row) ? 'issued' : 'draft') : 'live';

/** May this viewer be shown it, here? `readers` are those who read along in a group. */
export function mayBeShown(
  { viewer, readers }: { viewer: Viewer; readers?: readonly Viewer[] },
  { document, unit }: WantedDocument,
  state: BulletinFacts['state'],
): boolean {
  const { right, groups } = AUDIENCES[document][state];
  return viewer.system || ((groups || readers === undefined) && mayOn(right, viewer, { unit }));
}

/** The newest bulletin that is out. */
async function latestIssued({ store, viewer }: Ctx): Promise<Period | undefined> {
  const where = { status: { in: ISSUED_STATES } };
  const [latest] = await store.rows(bulletins).find(viewer, { where, sort: { period: -1 }, limit: 1 });
  return latest?.period;
}

/**
 * The month that is meant when none is named: the last whole one, or, while that may not be shown, the newest that is out.
 * `instead` says so in words; `none` says why there is nothing to show.
 */
export async function shownPeriod(
  ctx: Ctx,
  asked: WantedDocument,
): Promise<{ period: Period; instead?: string } | { none: string }> {
  const last = lastWholePeriod(dayOf(ctx.clock.now()));
  if (mayBeShown(ctx, asked, stateOf(await findBulletin(ctx, last)))) return { period: last };
  const period = await latestIssued(ctx);
  return period === undefined
    ? { none: (await notShown(ctx, last)).userText }
    : { period, instead: `${longMonth(last)}通报还没有签发印发，这是最近一期。` };
}

/** Why a bulletin is not shown, and which one there is. */
export async function notShown(ctx: Ctx, period: Period): Promise<AppError> {
  const latest = await latestIssued(ctx);
  const cure = latest
    ? `，最近一期是${longMonth(latest)}，请发送“通报 ${longMonth(latest)}”`
    : '，目前还没有印发过通报';
  const place = ctx.readers ? '，不在群里显示' : '';
  return new AppError('NOT_FOUND', `${longMonth(period)}通报还没有签发印发${place}${cure}`);
}
