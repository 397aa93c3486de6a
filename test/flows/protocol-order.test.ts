import { readXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { plain, type Card } from '../../cards/card.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { exportBytes } from '../../handlers/services/exports/export.ts';
import { rowsOfFigure } from '../../handlers/services/projects/projects.ts';
import { syncRegister } from '../../handlers/services/people/sync-register.ts';
import { unitsInOrder } from '../../models/ledgers/city.ts';
import { projects } from '../../models/ledgers/project.ts';
import { targets } from '../../models/ledgers/target.ts';
import { aWorld, cardIn, CHANNELS, first, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** 礼宾顺序: lists of rows that belong to units follow the city profile, neither their codes nor when they were filled in. */
describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  let shorts: string[];
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    const units = unitsInOrder(services.city);
    shorts = units.map(({ short }) => short);
    const byCode = units.map(({ code }) => code).sort();
    await syncRegister(services.as());
    await services.store.change(changeOf(services.as()), async (change) => {
      for (const year of [2025, 2026])
        await change.insertMany(
          targets,
          byCode.map((unit) => ({ values: { unit, year, indicator: 'NEW_OVER_YI_MFG', value: 10 } })),
        );
      await change.insertMany(
        projects,
        byCode.map((unit) => ({ values: aProject({ introUnit: unit, landUnit: unit }) })),
      );
    });
  });

  const column = (card: Card, n: number) =>
    card.blocks.flatMap((block) =>
      block.kind === 'table' ? block.rows.map((row) => plain(row[n] ?? '')) : [],
    );

  test('年度目标 come by year, the newest first, each in 礼宾顺序, over the pages', async () => {
    const official = world.official('SWJ_CITY');
    const card = cardIn(first(await official.says('年度目标')));
    const second = (await official.act('ledger.list', { ledger: 'targets', page: 2 })).card;
    const names = [...column(card, 0), ...column(second ?? card, 0)];
    expect(names).toEqual([...shorts, ...shorts]);
    expect(column(card, 1).slice(0, 8)).toEqual(Array(8).fill('2026'));
  });

  test('园区 and 考核单元 likewise', async () => {
    const listed = async (title: string, label: string) => {
      const card = cardIn(first(await world.official('SWJ_CITY').says(title)));
      const [table] = card.blocks.filter((block) => block.kind === 'table');
      return column(card, table?.columns.findIndex((each) => each.label === label) ?? -1);
    };
    expect(await listed('产业园区', '所属单元')).toEqual(shorts);
    expect(await listed('考核单元', '简称')).toEqual(shorts);
  });

  test('a file to send on, and the rows behind a number', async () => {
    const { services } = world;
    const { bytes } = await exportBytes(services.as(), projects);
    const [sheet] = (await readXlsx(bytes)).sheets;
    const written = sheet?.rows.flatMap((row) => row.find((cell) => shorts.includes(String(cell))) ?? []);
    expect(written).toEqual(shorts);
    const { rows: behind } = await rowsOfFigure(services.as('SWJ_CITY'), '2026-05', 'x.total.count');
    const order = unitsInOrder(services.city).map(({ code }) => code);
    expect(behind.map(({ landUnit }) => landUnit)).toEqual(order);
  });
});
