import { listWordOf, type AnyLedger, type Fault, type RowOf } from '../models/ledgers/engine/define.ts';
import type { Field } from '../models/ledgers/engine/fields.ts';
import { kindOf } from '../models/ledgers/engine/kinds/all.ts';
import { shortColumns, showValue, STATUS_LABEL, type NameOf } from '../models/ledgers/engine/show.ts';
import { printYi } from '../models/rules/money.ts';
import { dayOf, timeOf } from '../models/rules/time/day.ts';
import { dashesMean, valueOrWhy, whyKept } from './shown.ts';
import type { Block, Button, Card, FieldsBlock, Link, Rich, TableBlock } from './card.ts';
import type { Move } from '../models/ledgers/engine/machine.ts';
import { historyTexts, postName, type HistoryLine } from './history.ts';

/** A row of a ledger that is only known at run time. */
export type AnyRow = RowOf<AnyLedger>;
/** In a group everybody reads along. */
export type Audience = 'group' | 'private';

/** What the viewer may do here: exactly the buttons that are shown, and what the actions check again. */
export interface Abilities {
  create: boolean;
  edit: boolean;
  history: boolean;
  export: boolean;
}

interface Facts {
  ledger: AnyLedger;
  nameOf: NameOf;
  audience: Audience;
  can: Abilities;
}

export interface LedgerListFacts extends Facts {
  rows: readonly AnyRow[];
  total: number;
  /** From 1. */
  page: number;
  size: number;
  /** What the person asked for, in their words; '' for all. */
  filter: string;
  /** None has the name that was asked for: these are only called alike. */
  alike?: boolean;
  /** On a page of the service a row opens as a page, in a chat as a card. */
  place: 'chat' | 'page';
}

export interface LedgerRowFacts extends Facts {
  row: AnyRow;
  /** What can be done with it now, in the order of the definition. */
  moves: readonly Move[];
  /** What is still to be filled in or was read with a doubt. */
  notes?: readonly Fault[];
}

/** May a field be shown here? Hidden ones never are. */
const isShown = (field: Field, audience: Audience): boolean =>
  !field.hidden && whyKept(field, audience) === undefined;

/** What a row is called in titles and lists. */
export function titleOf(ledger: AnyLedger, row: AnyRow, nameOf: NameOf): string {
  const field = ledger.fields[ledger.titleField];
  return field ? showValue(field, row[ledger.titleField], nameOf) : row.code;
}

/** The state in words; nothing where nothing is going on. */
function statusOf({ machine }: AnyLedger, { status }: AnyRow): string | undefined {
  const state = machine?.states[status ?? ''];
  return state ? (state.silent ? undefined : state.label) : status;
}

interface Column {
  label: string;
  align?: 'right';
  cell: (row: AnyRow) => string;
}

/**
 * The columns that the ledger lists: what a row is called and how it stands come first, the code by which one looks it up
 * last.
 */
function columnsOf({ ledger, nameOf, audience, rows }: LedgerListFacts): (Column & { key: string })[] {
  const status = { key: 'status', label: STATUS_LABEL, cell: (row: AnyRow) => statusOf(ledger, row) ?? '—' };
  const code = { key: 'code', label: '编号', cell: (row: AnyRow) => row.code };
  const listed = ledger.listed.flatMap((key) => {
    const field = ledger.fields[key];
    return field && isShown(field, audience) ? [{ key, ...columnOf(key, field, nameOf) }] : [];
  });
  const isName = ({ key }: { key: string }) => key === ledger.titleField;
  return [
    ...listed.filter(isName),
    ...(rows.some((row) => statusOf(ledger, row) !== undefined) ? [status] : []),
    ...listed.filter((column) => !isName(column)),
    ...(ledger.listed.includes('code') ? [code] : []),
  ];
}

/** Numbers carry their unit in the heading, so that a column reads as figures. */
function columnOf(key: string, field: Field, nameOf: NameOf): Column {
  const kind = kindOf(field);
  if (!kind.figure) return { label: field.label, cell: (row) => showValue(field, row[key], nameOf) };
  return {
    label: 'unit' in field && field.unit ? `${field.label}（${field.unit}）` : field.label,
    align: 'right',
    cell: (row) => {
      const value = row[key];
      return value === undefined ? '—' : (kind.figure?.(field, value) ?? '—');
    },
  };
}

/** Rows as a table, as the ledger's definition lists them. What a row is known by opens it. */
export function ledgerTable(facts: LedgerListFacts): TableBlock {
  const { ledger, rows, place } = facts;
  const columns = columnsOf(facts);
  const named = [ledger.titleField, 'code', columns[0]?.key].find((wanted) =>
    columns.some(({ key }) => key === wanted),
  );
  return {
    kind: 'table',
    columns: columns.map(({ label, align }) => ({ label, ...(align ? { align } : {}) })),
    rows: rows.map((row) =>
      columns.map(({ key, cell }): Rich =>
        key === named ? [{ text: cell(row), link: linkTo(ledger, row, place) }] : cell(row),
      ),
    ),
  };
}

const linkTo = (ledger: AnyLedger, row: AnyRow, place: LedgerListFacts['place']): Link =>
  place === 'page'
    ? { page: `/ledgers/${ledger.name}/${encodeURIComponent(row.code)}` }
    : { action: 'ledger.open', params: { ledger: ledger.name, code: row.code } };

export interface CountFacts extends Pick<Facts, 'ledger' | 'audience' | 'can'> {
  filter: string;
  rows: number;
  /** Of the amounts by which the ledger is asked for, in hundredths of 万元, and how many rows have none. */
  sum?: number;
  blank?: number;
}

/** What is not filled in is no zero: it is told beside the sum of the others. */
function sumWords(sum: number, { rows, blank }: { rows: number; blank: number }): string {
  if (blank === rows) return '—（都没有填）';
  return `${printYi(sum)} 亿元${blank > 0 ? `（另有 ${blank} 个没有填）` : ''}`;
}

/** How many rows there are, what they come to, and the way to them. */
export function countCard({ ledger, filter, rows, sum, blank = 0, can }: CountFacts): Card {
  const amount = ledger.fields[ledger.asked?.amount ?? ''];
  const what = filter === '' ? ledger.title : `${ledger.title}（${filter}）`;
  const counted = `${rows} 个${ledger.noun}`;
  return {
    title: counted,
    subtitle: what,
    tone: 'info',
    summary: `${what}：${counted}`,
    blocks: [
      ...(sum === undefined || rows === 0
        ? []
        : [
            {
              kind: 'fields' as const,
              items: [{ label: `${amount?.label ?? ''}合计`, value: sumWords(sum, { rows, blank }) }],
            },
          ]),
      {
        kind: 'actions',
        buttons: [
          {
            label: '看是哪些',
            action: 'sentence.say',
            params: { text: `${listWordOf(ledger)} ${filter}`.trim() },
          },
          ...(can.export && rows > 0 ? downloads(ledger, filter) : []),
        ],
      },
    ],
  };
}

/** A ledger at a glance: some rows, what can be done with it, and how to see the others. */
export function ledgerListCard(facts: LedgerListFacts): Card {
  const { ledger, total, filter, audience, alike = false } = facts;
  const which = alike && total > 0 ? '没有这个名称，相近的' : '';
  const count = `${filter ? `“${filter}” ` : ''}${which}共 ${total} 条`;
  const blocks: Block[] =
    total === 0
      ? [{ kind: 'text', text: filter ? '没有符合的记录' : `${ledger.title}还没有记录` }]
      : [ledgerTable(facts), ...dashNote(facts)];
  const buttons = listButtons(facts);
  return {
    title: ledger.title,
    subtitle: count,
    tone: 'info',
    summary: `${ledger.title}：${count}`,
    blocks: [
      ...blocks,
      ...(buttons.length > 0 ? [{ kind: 'actions' as const, buttons }] : []),
      { kind: 'note', text: audience === 'group' ? GROUP_NOTE : listNote(facts) },
    ],
  };
}

/** What the dashes of a list mean, and what of its rows is not shown here. */
function dashNote(facts: LedgerListFacts): Block[] {
  const { ledger, audience, rows } = facts;
  const listed = ledger.listed.flatMap((key) => ledger.fields[key] ?? []);
  const kept = listed.filter((field) => !field.hidden && whyKept(field, audience) !== undefined);
  const hasBlanks = columnsOf(facts).some(({ cell }) => rows.some((row) => cell(row) === '—'));
  const text = dashesMean(kept, hasBlanks);
  return text === undefined ? [] : [{ kind: 'note', text }];
}

const GROUP_NOTE = '群里大家都看得到：登记、修改、变更记录和下载请在与招优的单聊中进行。';

function listNote({ ledger, can }: LedgerListFacts): string {
  const filter = `发送“${listWordOf(ledger)} 关键词”可筛选`;
  return can.create ? `${filter}；把 Excel 发给我可更新台账。` : `${filter}。`;
}

function listButtons({ ledger, total, page, size, filter, place, audience, can }: LedgerListFacts): Button[] {
  const base = { ledger: ledger.name };
  const turn = (label: string, to: number): Button => ({
    label,
    action: 'ledger.list',
    params: { ...base, page: to, ...(filter ? { filter } : {}), ...(place === 'page' ? { place } : {}) },
  });
  return [
    ...(page > 1 ? [turn('上一页', page - 1)] : []),
    ...(page * size < total ? [turn(`下一页（${page}/${Math.ceil(total / size)}）`, page + 1)] : []),
    ...(place === 'chat' && audience === 'private' && total > size && !filter
      ? [{ label: '看全部', page: `/ledgers/${ledger.name}` }]
      : []),
    ...(can.create
      ? [
          {
            label: `登记${ledger.noun}`,
            action: 'ledger.new' as const,
            params: base,
            style: 'primary' as const,
          },
        ]
      : []),
    ...(can.export && total > 0 ? downloads(ledger, filter) : []),
  ];
}

/** The rows that some words mean as a file: the columns that people read and, where there are more, all of them. */
function downloads(ledger: AnyLedger, filter: string): Button[] {
  const params = { ledger: ledger.name, ...(filter ? { filter } : {}) };
  const short: Button = { label: '下载 Excel', action: 'ledger.export', params };
  const full: Button = { ...short, label: FULL, params: { ...params, columns: 'all' } };
  return shortColumns(ledger).length < ledger.filled.length ? [short, full] : [short];
}

/** Of a button for the file that has every column, as the import reads it back. */
export const FULL = '下载全部列';

/** One row: its fields as people read them, what is still missing, what can be done with it. */
export function rowCard(facts: LedgerRowFacts): Card {
  const { ledger, row, nameOf, audience, notes = [] } = facts;
  const title = titleShown(facts);
  const status = statusOf(ledger, row);
  const state = [row.code, ...(status ? [status] : [])].join(' · ');
  const items = Object.entries(ledger.fields).flatMap(([key, field]): FieldsBlock['items'] => {
    // What is told of a row at first sight is told to be missing as well; of the rest what there is.
    const isTold = row[key] !== undefined || ledger.listed.includes(key) || whyKept(field, audience);
    if (field.hidden || !isTold) return [];
    const value = valueOrWhy({ field, value: row[key], nameOf, audience });
    return [{ label: field.label, value, ...(isWide(field) ? { wide: true as const } : {}) }];
  });
  return {
    key: `${ledger.name}:${row.code}`,
    title,
    subtitle: state,
    tone: notes.length > 0 ? 'warn' : 'info',
    summary: `${ledger.noun} ${title}：${state}`,
    blocks: [
      ...noteBlocks(notes),
      { kind: 'fields', items },
      ...rowActions(facts),
      { kind: 'note', text: keptBy(row, nameOf) },
    ],
  };
}

/** What takes several lines takes the whole width of a card. */
const isWide = (field: Field): boolean => kindOf(field).sheet(field).look === 'wrap';

/** What is still missing or doubtful about a row, to stand above it. */
export const noteBlocks = (notes: readonly Fault[]): Block[] =>
  notes.map(({ text }) => ({ kind: 'text', text: [{ text, tone: 'warn' }] }));

/** A title field that is 敏感 does not head a card in a group. */
function titleShown({ ledger, row, nameOf, audience }: LedgerRowFacts): string {
  const field = ledger.fields[ledger.titleField];
  return field && isShown(field, audience) ? titleOf(ledger, row, nameOf) : `${ledger.noun} ${row.code}`;
}

function keptBy(row: AnyRow, nameOf: NameOf): string {
  const { updatedAt, updatedBy, source } = row;
  const when = `${dayOf(updatedAt)} ${timeOf(updatedAt)} ${postName(updatedBy, nameOf)}更新，第 ${row.version} 版`;
  return source ? `${when}；来自《${source.file}》${source.sheet} 第 ${source.row} 行` : when;
}

/** What can be done with a row, for its card and for cards of its own kind; nothing when nothing can. */
export function rowActions({
  ledger,
  row,
  can,
  moves = [],
}: Pick<LedgerRowFacts, 'ledger' | 'can'> &
  Partial<Pick<LedgerRowFacts, 'moves'>> & { row: Pick<AnyRow, 'code' | 'version'> }): Block[] {
  const params = { ledger: ledger.name, code: row.code };
  const buttons: Button[] = [
    ...moves.map((move) => moveButton(ledger, row, move)),
    ...(can.edit
      ? [
          {
            label: '修改',
            action: 'ledger.edit' as const,
            params,
            ...(moves.length === 0 ? { style: 'primary' as const } : {}),
          },
        ]
      : []),
    ...(can.history ? [{ label: '变更记录', action: 'ledger.history' as const, params }] : []),
  ];
  return buttons.length > 0 ? [{ kind: 'actions', buttons }] : [];
}

/** Buttons that make a move: at once, after a question, or by way of the form that asks what it needs. */
export const moveButton = (ledger: AnyLedger, row: Pick<AnyRow, 'code' | 'version'>, move: Move): Button => {
  const { event, label, style, confirm, asks = [] } = move;
  const params = { ledger: ledger.name, code: row.code, version: row.version, event };
  return {
    label,
    action: asks.length > 0 ? 'ledger.ask' : 'ledger.move',
    params,
    ...(style ? { style } : {}),
    ...(confirm && asks.length === 0 ? { confirm } : {}),
  };
};

/** The newest entries that a card can hold without becoming a scroll. */
const HISTORY_SHOWN = 30;

/** Who changed what of a row, when and why. */
export function historyCard({
  ledger,
  row,
  nameOf,
  lines,
}: Pick<LedgerRowFacts, 'ledger' | 'row' | 'nameOf'> & { lines: readonly HistoryLine[] }): Card {
  const title = titleOf(ledger, row, nameOf);
  const left = lines.length - HISTORY_SHOWN;
  return {
    title: `${title} · 变更记录`,
    subtitle: `${row.code} · 共 ${lines.length} 条`,
    tone: 'quiet',
    summary: `${title}：${lines.length} 条变更记录`,
    blocks: [
      ...historyTexts(lines.slice(0, HISTORY_SHOWN)),
      ...(left > 0 ? [{ kind: 'note' as const, text: `更早的 ${left} 条略` }] : []),
      { kind: 'actions', buttons: [backTo(ledger, row.code)] },
    ],
  };
}

/** Puts the row's card back in the place of the clicked one. */
export const backTo = (ledger: AnyLedger, code: string): Button => ({
  label: '返回',
  action: 'ledger.open',
  params: { ledger: ledger.name, code, here: true },
});
