import { beforeAll, describe, expect, test } from 'vitest';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, WAYS_IN, wordsOf, type World } from '../helpers/conversation.ts';
import { csvText, xlsx, type TestCell } from '../handlers/services/imports/files.ts';

const HEADER = ['项目名称', '投资方', '总投资（亿元）', '产业', '县区', '签约时间'];
const row = (name: string, yi: TestCell): TestCell[] => [
  name,
  '某公司',
  yi,
  '电子信息',
  '源城区',
  '2026-03-10',
];
const file = async (name: string, ...rows: TestCell[][]) => ({
  name,
  bytes: await xlsx({ rows: [HEADER, ...rows] }),
});
const CONFIRMED = /^这次导入已由源城区填报人于 2026-06-12 \d\d:\d\d 确认，没有重复写入$/;

describe.each(WAYS_IN)('on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
  });
  const count = () => world.services.store.rows(projects).count(SYSTEM);

  test('a reporter sends a workbook, sees what would happen, confirms, and it has happened', async () => {
    const reporter = world.official('YC_FILL');
    const said = await reporter.sends(
      await file('源城台账.xlsx', row('星河电子手机结构件生产项目', 1.2), row('明光显示模组生产项目', 2)),
    );
    const card = cardIn(said[0]);
    expect(card.title).toBe('导入预览：招商项目台账');
    expect(card.summary).toBe('核对无误后点“确认导入”：新增 2，更新 0');
    expect(wordsOf(card)).toContain('C 总投资(亿元) 计划总投资（亿元）');
    expect(wordsOf(card)).toContain('没有“协议类型”列，有签约日期的按正式合同');
    expect(await count()).toBe(0);
    const reply = await reporter.clicks('确认导入', card);
    expect(reply.toast).toBeUndefined();
    expect(reply.card?.summary).toBe('已导入：新增 2 个项目，更新 0 个');
    expect(reply.card?.title).toBe('导入完成：招商项目台账');
    expect(await count()).toBe(2);
    const again = await reporter.clicks('确认导入', card);
    expect(again.toast?.text).toMatch(CONFIRMED);
    expect(again.card?.title).toBe('导入完成：招商项目台账');
    expect(await count()).toBe(2);
  });

  test('two devices confirm one import: one writes it, the other is told who did, on the same card', async () => {
    const reporter = world.official('YC_FILL');
    const said = await reporter.sends(await file('两台设备.xlsx', row('两台设备确认的连接器项目', 1.5)));
    const card = cardIn(said[0]);
    const before = await count();
    const replies = await Promise.all([reporter.clicks('确认导入', card), reporter.clicks('确认导入', card)]);
    expect(await count()).toBe(before + 1);
    expect(replies.filter(({ toast }) => toast === undefined)).toHaveLength(1);
    expect(replies.flatMap(({ toast }) => toast ?? [])).toEqual([
      { tone: 'warn', text: expect.stringMatching(CONFIRMED) as string },
    ]);
    for (const reply of replies) expect(reply.card?.summary).toBe('已导入：新增 1 个项目，更新 0 个');
    const cancelled = await reporter.clicks('取消', card);
    expect(cancelled.toast?.text).toMatch(CONFIRMED);
    expect(cancelled.card?.title).toBe('导入完成：招商项目台账');
    expect(world.faults).toEqual([]);
  });

  test('faults, a question and a double on one card; the good rows go in, the rest comes back marked', async () => {
    const reporter = world.official('YC_FILL');
    const said = await reporter.sends(
      await file(
        '六月.xlsx',
        row('蓝天覆铜板生产项目', '很多'),
        row('东江模具制造基地项目', '1.2-1.5亿'),
        row('星河电子（河源）手机结构件项目', 1.2),
        row('福景连接器生产项目', 3),
      ),
    );
    const card = cardIn(said[0]);
    expect(card.summary).toBe('有 1 行要改正：改好后重新发送，或先导入正确的 1 行');
    expect(wordsOf(card)).toContain('C2 计划总投资：“很多”看不出金额');
    expect(wordsOf(card)).toContain('请确认：计划总投资：12000—15000 万元是区间');
    const answered = await reporter.clicks('对，就按这样导入', card);
    expect(answered.card?.summary).toContain('正确的 2 行');
    const next = answered.card ?? card;
    const picked = await reporter.clicks('提交选择', next, { d0: 'different' });
    expect(picked.card?.summary).toContain('正确的 3 行');
    const before = await count();
    const done = await reporter.clicks('只导入正确的 3 行', picked.card ?? next);
    expect(await count()).toBe(before + 3);
    const marked = await reporter.clicks('下载标注错误的表', done.card ?? next);
    expect(marked.heard).toEqual([
      { file: expect.objectContaining({ name: '六月（标注错误）.xlsx' }) as unknown },
    ]);
  });

  test('two files at once are two previews; a bad one among them spoils nothing', async () => {
    const said = await world
      .official('YC_FILL')
      .sends(
        { name: '照片.jpg', bytes: new Uint8Array([1, 2, 3]) },
        await file('七月.xlsx', row('宏利精密零件项目', 1)),
      );
    const bad = '“照片.jpg”不是 Excel 或 CSV 表格，请上传 .xlsx、.xls 或 .csv 文件';
    const inOne = ['收到 2 个文件：“照片.jpg”、“七月.xlsx”。下面逐个预览，请分别确认', `“照片.jpg”：${bad}`];
    // On Feishu each file is a message of its own.
    const heads = channel === 'web' ? inOne : [bad];
    expect(said.map((say) => ('text' in say ? say.text : 'card' in say ? say.card.title : ''))).toEqual([
      ...heads,
      '导入预览：招商项目台账',
    ]);
  });

  test('the same file again says so and changes nothing', async () => {
    const reporter = world.official('YC_FILL');
    const bytes = new TextEncoder().encode(
      csvText([HEADER, row('华瑞磁性材料项目', 1) as (string | number)[]]),
    );
    const first = cardIn((await reporter.sends({ name: 'a.csv', bytes }))[0]);
    await reporter.clicks('确认导入', first);
    const second = cardIn((await reporter.sends({ name: 'b.csv', bytes }))[0]);
    expect(second.summary).toBe('与台账一致，没有要导入的内容');
    expect(wordsOf(second)).toContain('与 2026-06-12 10:11 导入的文件相同');
  });

  test('a cancelled preview is over; nobody else can confirm; no file in a group', async () => {
    const reporter = world.official('YC_FILL');
    const card = cardIn((await reporter.sends(await file('x.xlsx', row('恒泰精密零件项目', 1))))[0]);
    const stranger = await world.official('DY_FILL').clicks('确认导入', card);
    expect(stranger.toast).toMatchObject({ text: expect.stringContaining('没有找到这次导入') as string });
    const cancelled = await reporter.clicks('取消', card);
    expect(cancelled.card?.summary).toBe('导入已取消，台账没有改动');
    const late = await reporter.clicks('确认导入', card);
    expect(late.toast?.text).toContain('已取消');
  });
});
