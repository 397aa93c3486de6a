import { beforeAll, describe, expect, test } from 'vitest';
import { PAGES } from '../../handlers/pages/pages.ts';
import { exportBytes } from '../../handlers/services/exports/export.ts';
import { changeOf, type Ctx } from '../../handlers/services/context.ts';
import {
  projectByCode,
  projectLedger,
  rowsOfFigure,
  searchProjects,
} from '../../handlers/services/projects/projects.ts';
import type { NewOf } from '../../models/ledgers/engine/define.ts';
import type { Post } from '../../models/ledgers/city.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { STAGE_ORDER } from '../../models/rules/codes.ts';
import { cardIn, wordsOf } from '../helpers/conversation.ts';
import { aProject, testServices, type TestServices } from '../helpers/services.ts';

/**
 * 在谈保密 (domain.md 0.1-11), over every post of the city, projects of three units in every stage, and every way to
 * read. Who sees what is written down here from the document, not read off the code.
 */
let services: TestServices;
let all: Project[];
beforeAll(async () => {
  services = await testServices();
  const facts = [
    { signDate: '2026-05-04' },
    { landedOn: '2026-05-05' },
    { startedOn: '2026-05-06' },
    { producedOn: '2026-05-07' },
    { fullOn: '2026-05-08' },
  ];
  const values = ['YC', 'DY', 'GX'].flatMap((unit) =>
    STAGE_ORDER.map((stage, reached) => {
      const dates = Object.assign({}, ...facts.slice(0, reached)) as object;
      const base = aProject({
        introUnit: unit,
        landUnit: unit,
        stage,
        name: `暗号${unit}${stage}结构件项目`,
      });
      if (stage !== 'NEGOTIATING') return { ...base, ...dates };
      const { signDate: _day, signType: _type, landUnit: _unit, ...talk } = base;
      return talk;
    }),
  );
  // Brought by 和平县 to land in 源城区: still 和平县's own affair.
  const {
    signDate: _d,
    signType: _t,
    ...guest
  } = aProject({ name: '暗号和平引荐外地落户项目', introUnit: 'HP' });
  const abroad: NewOf<typeof projects> = { ...guest, stage: 'NEGOTIATING', landUnit: 'YC' };
  all = await services.store.change(changeOf(services.as()), (change) =>
    change.insertMany(
      projects,
      [...values, abroad].map((one) => ({ values: one })),
    ),
  );
});

/** Who reads the project ledger at all, and who of them sees what is still being negotiated: domain.md 0.1-11, 1.6. */
const READERS =
  'COUNTY_FILL COUNTY_REVIEW COUNTY_LEAD PARK PROJECT_CITY ISSUE_CITY RESOURCE_CITY BLOCKER_CITY ' +
  'LXB_ADMIN BULLETIN_OWNER SUPERVISOR LEADER AUDITOR ADMIN';
const CONFIDANTS = ['PROJECT_CITY', 'LXB_ADMIN', 'LEADER', 'AUDITOR', 'ADMIN'];
const reads = (post: Post) => post.roles.some((role) => READERS.split(' ').includes(role));
const sees = (post: Post, row: Project) =>
  reads(post) &&
  (row.stage !== 'NEGOTIATING' ||
    post.roles.some((role) => CONFIDANTS.includes(role)) ||
    post.unit === row.introUnit);

const visibleTo = (post: Post) => all.filter((row) => sees(post, row));
const hiddenFrom = (post: Post) => all.filter((row) => !sees(post, row));
const codes = (rows: readonly { code: string }[]) => rows.map(({ code }) => code).sort();

/** Posts of the city that differ in what they are: one of each set of roles and unit. */
const kinds = () => {
  const seen = new Map<string, Post>();
  for (const post of services.city.posts) seen.set(`${post.roles.join()}/${post.unit ?? ''}`, post);
  return [...seen.values()];
};
const orNothing = async <T>(read: Promise<T[]>): Promise<T[]> => read.catch(() => []);

test('the matrix is not empty on either side', () => {
  const posts = services.city.posts;
  expect(kinds().length).toBeGreaterThan(60);
  expect(posts.filter((post) => visibleTo(post).length === all.length).length).toBeGreaterThan(6);
  expect(posts.filter((post) => visibleTo(post).length === 0).length).toBeGreaterThan(40);
});

type Way = (ctx: Ctx) => Promise<{ code: string }[]>;
const reader = (ctx: Ctx) => ctx.store.rows(projects);
const streamed: Way = async (ctx) => {
  const rows = [];
  for await (const row of reader(ctx).stream(ctx.viewer)) rows.push(row);
  return rows;
};
const one = async (read: Promise<Project | undefined>) => (await read.catch(() => undefined)) ?? [];

/** Ways that give rows: each must give exactly the visible ones. */
const WAYS: Record<string, Way> = {
  find: (ctx) => reader(ctx).find(ctx.viewer),
  'a filter that names the stage': async (ctx) => [
    ...(await reader(ctx).find(ctx.viewer, { where: { stage: 'NEGOTIATING' } })),
    ...(await reader(ctx).find(ctx.viewer, { where: { stage: { not: ['NEGOTIATING'] } } })),
  ],
  'a filter that would let all in': (ctx) =>
    reader(ctx).find(ctx.viewer, { where: { any: [{}, { introUnit: ctx.viewer.unit ?? 'YC' }] } }),
  stream: streamed,
  byCode: async (ctx) =>
    (await Promise.all(all.map(({ code }) => one(reader(ctx).byCode(ctx.viewer, code))))).flat(),
  byId: async (ctx) => (await Promise.all(all.map(({ id }) => one(reader(ctx).byId(ctx.viewer, id))))).flat(),
  byIds: (ctx) =>
    reader(ctx).byIds(
      ctx.viewer,
      all.map(({ id }) => id),
    ),
  'project by code': async (ctx) =>
    (await Promise.all(all.map(({ code }) => one(projectByCode(ctx, code, 'private'))))).flat(),
  'search by code': async (ctx) =>
    (
      await Promise.all(
        all.map(({ code }) => orNothing(searchProjects(ctx, code, 'private').then(({ rows }) => [...rows]))),
      )
    ).flat(),
};

describe.each(Object.entries(WAYS))('%s', (_, read) => {
  test('gives every post exactly what it may see', async () => {
    for (const post of kinds()) {
      const rows = await orNothing(read(services.as(post.code)));
      expect(codes(rows), post.name).toEqual(codes(visibleTo(post)));
    }
  });
});

test('counts, by stage too, count only what may be seen', async () => {
  for (const post of kinds().filter(reads)) {
    const ctx = services.as(post.code);
    const talks = visibleTo(post).filter(({ stage }) => stage === 'NEGOTIATING').length;
    expect(await reader(ctx).count(ctx.viewer), post.name).toBe(visibleTo(post).length);
    expect(await reader(ctx).count(ctx.viewer, { stage: 'NEGOTIATING' }), post.name).toBe(talks);
    const listed = await projectLedger(ctx, 'private', 100);
    expect(codes(visibleTo(post)), post.name).toEqual(expect.arrayContaining(codes(listed.rows)));
    expect(listed.byStage.NEGOTIATING ?? 0, post.name).toBeLessThanOrEqual(talks);
  }
});

/** Ways that give words: no name, investor or code of a hidden project may be among them. */
const secretsOf = (rows: readonly Project[]) =>
  rows.flatMap(({ name, investorName, code }) => [name, investorName ?? '', code]);
function keepsSilent(said: string, post: Post, where: string): void {
  for (const secret of secretsOf(hiddenFrom(post)).filter((word) => word !== ''))
    expect(said.includes(secret), `${post.name} ${where}: ${secret}`).toBe(false);
}

test('search by name, by part and by pinyin finds only what may be seen', async () => {
  for (const post of kinds()) {
    for (const query of [
      '暗号',
      'anhao',
      'ah',
      '结构件',
      '和平引荐外地落户',
      ...hiddenFrom(post).map(({ name }) => name),
    ]) {
      const found = await searchProjects(services.as(post.code), query, 'private').catch(() => undefined);
      const strangers = (found?.rows ?? []).filter(({ code }) => !codes(visibleTo(post)).includes(code));
      expect(codes(strangers), `${post.name} ${query}`).toEqual([]);
    }
  }
  const owner = await searchProjects(services.as('HP_FILL'), '和平引荐外地落户', 'private');
  expect(owner.rows.map(({ introUnit }) => introUnit)).toContain('HP');
});

test('the rows behind every number of the bulletin are signed projects', async () => {
  for (const post of kinds()) {
    const ctx = services.as(post.code);
    for (const path of ['x.total.count', 'x.YC.count', 'x.total.started', 'y.total.introduced']) {
      const { rows } = await rowsOfFigure(ctx, '2026-05', path).catch(() => ({ rows: [] }));
      expect(rows.filter(({ stage }) => stage === 'NEGOTIATING')).toEqual([]);
    }
  }
  expect((await rowsOfFigure(services.as('SWJ_CITY'), '2026-05', 'x.total.count')).rows).toHaveLength(15);
});

test('no page and no export tells of a hidden project', async () => {
  const paths = PAGES.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['/projects/:code', '/ledgers/:ledger', '/ledgers/:ledger/:code']),
  );
  for (const post of kinds()) {
    const ctx = services.as(post.code);
    for (const page of PAGES) {
      for (const row of page.path.includes(':code') ? hiddenFrom(post).slice(0, 4) : [undefined]) {
        const params = {
          period: '2026-05',
          path: 'x.total.count',
          ledger: 'projects',
          code: row?.code ?? '',
          token: 'none',
        };
        const card = await page.show(ctx, params).catch(() => undefined);
        if (card) keepsSilent(wordsOf(card), post, page.path);
        expect(Boolean(row && card), `${post.name} ${page.path}`).toBe(false);
      }
    }
    const exported = await exportBytes(ctx, projects).catch(() => undefined);
    expect(exported?.rows ?? 0, post.name).toBe(visibleTo(post).length);
  }
  const talk = visibleTo(services.city.posts.find(({ code }) => code === 'YC_FILL') as Post).find(
    ({ stage }) => stage === 'NEGOTIATING',
  );
  const page = PAGES.find(({ path }) => path === '/projects/:code');
  const card = await page?.show(services.as('YC_FILL'), { code: talk?.code ?? '' });
  expect(wordsOf(cardIn(card && { card }))).toContain(talk?.name);
});
