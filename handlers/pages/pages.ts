import type { Card } from '../../cards/card.ts';
import { annexCard } from '../../cards/bulletins/bulletin.ts';
import { projectLedgerCard, rowsBehindCard } from '../../cards/project.ts';
import { parsePeriod } from '../../models/rules/time/day.ts';
import { findLedger, listCard, openRow } from '../ledgers.ts';
import { projects } from '../../models/ledgers/project.ts';
import { bulletinFacts } from '../services/bulletins/facts.ts';
import type { Ctx } from '../services/context.ts';
import { columnPages } from '../imports/columns.ts';
import { learnedPages } from '../imports/learned.ts';
import { importPages } from '../uploads.ts';
import { projectLedger, rowsOfFigure } from '../services/projects/projects.ts';

/** A page that a card links to: a path with :names, and the card it shows to this viewer. */
export interface Page {
  path: string;
  show(ctx: Ctx, params: Readonly<Record<string, string>>): Promise<Card>;
}

/** Rows of a ledger page; more belongs in a file. */
const LISTED_ON_PAGE = 500;

/** Every page that a card's link can lead to. Permits and scopes are those of the services behind them. */
export const PAGES: readonly Page[] = [
  {
    path: '/figures/:period',
    show: async (ctx, { period = '' }) =>
      annexCard(await bulletinFacts(ctx, parsePeriod(period), { document: 'city' })),
  },
  {
    path: '/figures/:period/:path',
    show: async (ctx, { period = '', path = '' }) =>
      rowsBehindCard(await rowsOfFigure(ctx, parsePeriod(period), path)),
  },
  { path: '/projects/:code', show: (ctx, { code = '' }) => openRow(ctx, projects, code, 'private') },
  {
    path: '/ledgers/projects',
    show: async (ctx) => projectLedgerCard(await projectLedger(ctx, 'private', LISTED_ON_PAGE)),
  },
  {
    path: '/ledgers/:ledger',
    show: (ctx, { ledger = '' }) =>
      listCard(ctx, findLedger(ctx.store.ledgers, ledger), 'private', { place: 'page' }),
  },
  {
    path: '/ledgers/:ledger/:code',
    show: (ctx, { ledger = '', code = '' }) =>
      openRow(ctx, findLedger(ctx.store.ledgers, ledger), code, 'private'),
  },
  ...importPages,
  ...columnPages,
  ...learnedPages,
];
