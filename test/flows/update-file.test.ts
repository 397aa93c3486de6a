import { readXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { ZipParts } from '../../handlers/services/imports/files/formats/ooxml/zip.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, first, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** 下载本单元台账: the rows that the duty is about, only what is updated open, and back again as changes only. */
describe.each(CHANNELS)('the file to update on %s', (channel) => {
  let world: World;
  let bytes: Uint8Array;
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    services.clock.set(new Date('2026-06-01T10:00:00+08:00'));
    await services.store.change(changeOf(services.as()), (change) =>
      change.insertMany(projects, [
        { values: aProject({ name: '源城在建连接器项目', landUnit: 'YC', introUnit: 'YC' }) },
        { values: aProject({ name: '源城已投产模具项目', landUnit: 'YC', introUnit: 'YC', ...PRODUCING }) },
        { values: aProject({ name: '东源在建食品项目', landUnit: 'DY', introUnit: 'DY' }) },
      ]),
    );
  });

  test('has the unit’s own rows that are not producing yet, and says so', async () => {
    await world.official('YC_FILL').act('projects.toUpdate', {});
    await world.settles();
    const said = world.sentTo('post:YC_FILL').at(-1);
    if (!said || !('file' in said)) throw new Error('it should be a file');
    expect(said.file.name).toBe('招商项目台账_源城区在册未投产_供更新_20260601.xlsx');
    bytes = await world.opens(said.file);
    const [sheet] = (await readXlsx(bytes)).sheets;
    const text = JSON.stringify(sheet?.rows);
    expect(text).toContain('源城在建连接器项目');
    for (const hidden of ['源城已投产模具项目', '东源在建食品项目']) expect(text).not.toContain(hidden);
    expect(text).toContain('只改有底色的列');
    const xml = await new ZipParts(bytes, said.file.name).text('xl/worksheets/sheet1.xml');
    expect(xml).toContain('<sheetProtection sheet="1"');
    expect(xml).toContain('<formula1>"在谈,签约,落地,动工,投产,达产"</formula1>');
  });

  test('sent back as it is it changes nothing', async () => {
    const card = cardIn(first(await world.official('YC_FILL').sends({ name: '更新.xlsx', bytes })));
    expect(wordsOf(card)).toContain('与台账一致，没有要导入的内容');
  });

  test('a post that edits no projects is not given one', async () => {
    await world
      .official('LD_CONVENER')
      .act('projects.toUpdate', {})
      .catch(() => undefined);
    await world.settles();
    expect(world.sentTo('post:LD_CONVENER').some((said) => 'file' in said)).toBe(false);
    expect(await world.services.store.rows(projects).count(SYSTEM, {})).toBe(3);
  });
});

const PRODUCING = {
  stage: 'PRODUCING',
  landedOn: '2026-04-01',
  startedOn: '2026-04-20',
  producedOn: '2026-05-20',
} as const;
