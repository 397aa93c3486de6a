import { readFile } from 'node:fs/promises';
import type { ParsedSentence } from '../../../handlers/sentences/parse.ts';
import type { Intent } from '../../../handlers/sentences/intent.ts';
import { understand } from '../../../handlers/sentences/understand.ts';
import { vocabularyOf } from '../../../handlers/sentences/vocabulary.ts';
import { viewerOf } from '../../../handlers/services/context.ts';
import { readFilter } from '../../../handlers/services/ledgers/filter.ts';
import { LEDGERS } from '../../../models/ledgers/all.ts';
import { unitNamed } from '../../../models/ledgers/city.ts';
import { STAGE_ORDER, type Stage } from '../../../models/rules/codes.ts';
import { createNameIndex, LITERAL_FROM } from '../../../models/rules/names/search.ts';
import { passes } from '../../../models/rules/where.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import type { TestServices } from '../../helpers/services.ts';

type Asked = Record<string, unknown> & { do: string };
export interface Line {
  by: string;
  in: 'private' | 'group';
  say: string;
  means: Asked & { among?: Asked[] };
}

/**
 * `right`: as expected; `either`: the author too would have asked back, and one of his meanings was taken; `offered`: the
 * meaning is among several; `missed`: not understood; `wrong`: something else, which is the one thing that must not be.
 */
export type Verdict = 'right' | 'either' | 'offered' | 'missed' | 'wrong';
export interface Scored extends Line {
  got: readonly Intent[];
  unused: ParsedSentence['unused'];
  verdict: Verdict;
}

/** Scores sentences against what their author meant, on ledgers that have the rows which the sentences name. */
export async function score(services: TestServices, path: string): Promise<Scored[]> {
  const lines = JSON.parse(await readFile(path, 'utf8')) as Line[];
  const ctx = services.as();
  const today = '2026-06-12';
  const indexes = new Map(
    ['projects', 'enterprises'].map((ledger) => [ledger, createNameIndex(namesIn(lines, ledger))]),
  );
  const knows = async (name: string) => {
    const hits = [...indexes].flatMap(([ledger, index]) =>
      index.search(name, 1).flatMap((hit) => (hit.score > ALIKE_FROM ? [{ ledger, score: hit.score }] : [])),
    );
    const literal = hits.filter((hit) => hit.score >= LITERAL_FROM);
    const meant = literal.length > 0 ? literal : hits;
    return meant.length === 0
      ? undefined
      : { ledgers: meant.map(({ ledger }) => ledger), alike: literal.length === 0 };
  };
  const reader = { city: services.city, vocabulary: vocabularyOf(services.city, LEDGERS, today), knows };
  return Promise.all(
    lines.map(async (line) => {
      const viewer: Viewer = line.by === 'ENTERPRISE' ? LIAISON : viewerOf(services.city, line.by);
      const { means: got, unused } = await understand(reader, viewer, line.say);
      const keys = got.map((means) => keyOf(ctx, gotAsked(means)));
      return { ...line, got, unused, verdict: verdictOf(ctx, line.means, keys) };
    }),
  );
}

const LIAISON: Viewer = { post: 'LX-QY-1', name: '联络员', roles: ['ENTERPRISE'] };
const ALIKE_FROM = 0.5;

const namesIn = (lines: readonly Line[], ledger: string) =>
  lines
    .flatMap(({ means }) => [means, ...(means.among ?? [])])
    .flatMap((means) =>
      means.do === 'row' && means.ledger === ledger ? [typeof means.name === 'string' ? means.name : ''] : [],
    )
    .filter((name) => name !== '')
    .map((name, i) => ({ id: String(i), text: `${name}（一期）` }));

function verdictOf(
  ctx: ReturnType<TestServices['as']>,
  expected: Line['means'],
  keys: readonly string[],
): Verdict {
  if (expected.do === 'unknown') return keys.length === 0 ? 'right' : 'wrong';
  const wanted =
    expected.do === 'unsure' || expected.do === 'each'
      ? (expected.among ?? []).map((each) => keyOf(ctx, each))
      : [keyOf(ctx, expected)];
  if (keys.length === 0) return 'missed';
  const common = keys.filter((key) => wanted.includes(key));
  if (expected.do === 'each') {
    if (common.length === 0) return 'wrong';
    return common.length === wanted.length && keys.length === wanted.length ? 'right' : 'missed';
  }
  if (expected.do === 'unsure') {
    if (common.length === 0) return 'wrong';
    return common.length > 1 ? 'right' : 'either';
  }
  if (common.length === 0) return 'wrong';
  return keys.length === 1 ? 'right' : 'offered';
}

const gotAsked = (means: Intent): Asked => ({ ...means });

/** One text for one meaning, however it is written down. */
function keyOf(ctx: ReturnType<TestServices['as']>, asked: Asked): string {
  if (asked.do !== 'rows') {
    const { name, ...rest } = asked;
    const plain = typeof name === 'string' ? { name: name.toLowerCase().replace(/项目$|公司$|\s/g, '') } : {};
    return JSON.stringify(Object.entries({ ...rest, ...plain }).sort(([a], [b]) => a.localeCompare(b)));
  }
  const ledger = LEDGERS.find((each) => each.name === asked.ledger);
  if (!ledger) return JSON.stringify(asked);
  const words = typeof asked.filter === 'string' ? asked.filter : wordsOf(asked.where as Where, ledger.name);
  try {
    const { where, name } = readFilter(ctx, ledger, words);
    return JSON.stringify([asked.do, asked.ledger, asked.as, flat(where), name]);
  } catch (error) {
    return JSON.stringify([asked.do, asked.ledger, asked.as, String(error)]);
  }

  function wordsOf(where: Where, name: string): string {
    const label = (field: string, code: unknown): string => {
      const known = ledger?.fields[field];
      return known && 'choices' in known ? (known.choices[String(code)] ?? String(code)) : String(code);
    };
    const list = (value: unknown): unknown[] =>
      Array.isArray(value) ? value : value === undefined ? [] : [value];
    const months = list(where.period).map(String);
    const span =
      months.length > 1
        ? [`${months[0]?.slice(0, 4)}年${Math.ceil(Number(months.at(-1)?.slice(5)) / 3)}季度`]
        : months;
    const step = list(where.stage).length === 1 && months.length > 0 ? label('stage', where.stage) : '';
    const stages = step === '' ? list(where.stage).map((code) => label('stage', code)) : [];
    return [
      ...list(where.unit).map((code) => unitNamed(ctx.city, String(code))?.short ?? ''),
      ...span.map((month) => (name === 'projects' ? month + (step === '签约' ? '' : step) : month)),
      ...stages,
      ...list(where.notStage).map((code) => `未${label('stage', code)}`),
      ...list(where.light).map((code) => label('light', code)),
      ...list(where.chain).map((code) => label('chain', code)),
      ...list(where.year).map(String),
      ...(where.overYi ? ['超1亿元'] : []),
      ...list(where.minWan).map((wan) => `超${Number(wan) / 10_000}亿元`),
      ...list(where.category).map((code) => label('categories', code)),
      ...list(where.bizStatus).map((code) => label('bizStatus', code)),
      ...(where.inScale ? ['规上'] : []),
      ...(where.noChange ? ['无变化'] : []),
      ...list(where.status).map((code) => ledger?.machine?.states[String(code)]?.label ?? String(code)),
      ...list(where.word).map(String),
    ].join(' ');
  }
}

type Where = Record<string, unknown>;

/** Conditions on steps are told by the steps that they leave. */
const flat = (where: unknown): string => {
  const parts: string[] = [];
  let stages: Stage[] | undefined;
  const walk = (each: unknown): void => {
    if (typeof each !== 'object' || each === null) return;
    if ('all' in each && Array.isArray(each.all)) each.all.forEach(walk);
    else if ('stage' in each)
      stages = (stages ?? [...STAGE_ORDER]).filter((stage) => passes(each as never, { stage }));
    else
      for (const [field, condition] of Object.entries(each))
        parts.push(`${field}=${JSON.stringify(condition)}`);
  };
  walk(where);
  return [...parts, ...(stages ? [`stage=${stages.join()}`] : [])].sort().join('&');
};

export const shares = (scored: readonly Scored[]): Record<Verdict, number> => {
  const counts: Record<Verdict, number> = { right: 0, either: 0, offered: 0, missed: 0, wrong: 0 };
  for (const { verdict } of scored) counts[verdict]++;
  return counts;
};
