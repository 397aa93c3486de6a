import { beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { ledgerActions } from '../../handlers/ledgers.ts';
import { actionTable } from '../../handlers/action.ts';
import { ACTIONS } from '../../handlers/table.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { defineLedger } from '../../models/ledgers/engine/define.ts';
import { projects } from '../../models/ledgers/project.ts';
import { CITY_WIDE, COUNTY, SYSTEM } from '../../models/rules/permissions.ts';
import { any, own, role } from '../../models/rules/rights.ts';
import { aWorld, cardIn, CHANNELS, first, formIn, wordsOf, type World } from '../helpers/conversation.ts';
import { xlsx } from '../handlers/services/imports/files.ts';

/** A box that a person leaves open says what it shows, and what follows from rules is not asked of a county (domain.md 2.1). */
const toys = defineLedger({
  name: 'toys',
  title: '玩具台账',
  noun: '玩具',
  titleField: 'name',
  code: { series: (row) => `WJ-${row.unit}-`, width: 3 },
  fields: {
    name: { label: '玩具名称', type: 'text', required: true },
    unit: { label: '所属单元', type: 'unit', required: true },
    safe: { label: '是否安全', type: 'flag' },
  },
  identity: [['unit', 'name']],
  suggest: (row) => ({ safe: row.safe ?? (row.name === undefined ? undefined : true) }),
  rights: {
    read: any(role(...CITY_WIDE), own('unit', ...COUNTY)),
    edit: own('unit', 'COUNTY_FILL'),
  },
  listed: ['code', 'name'],
});

const SIGNED = {
  f_kind: 'NEW',
  f_chain: 'ELEC',
  f_plannedInvestWan: '12000',
  f_introUnit: 'YC',
  f_landUnit: 'YC',
  f_stage: 'SIGNED',
  f_signType: 'FORMAL',
  f_signDate: '2026-05-08',
};

describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    const actions = new Map([...ACTIONS, ...actionTable(ledgerActions([...LEDGERS, toys]))]);
    world = await aWorld(channel, { ledgers: [...LEDGERS, toys], actions });
  });
  const opened = async (post: string, ledger: string, code?: string): Promise<Card> => {
    const which = { ledger, ...(code === undefined ? {} : { code }) };
    const { card } = await world.official(post).act(code === undefined ? 'ledger.new' : 'ledger.edit', which);
    if (!card) throw new Error('no form');
    return card;
  };
  const names = (form: Card) => formIn(form).inputs.map(({ name }) => name);
  const isMfg = async (code: string) => {
    const [row] = await world.services.store.rows(projects).find(SYSTEM, { where: { code } });
    return row?.isMfg;
  };
  const registered = async (name: string, more: object = {}) => {
    const form = await opened('YC_FILL', 'projects');
    const { toast } = await world
      .official('YC_FILL')
      .clicks('保存', form, { ...SIGNED, f_name: name, ...more });
    const code = /XM-\S+/.exec(toast?.text ?? '')?.[0];
    if (!code) throw new Error(toast?.text);
    return code;
  };

  test('a box left open is a no, though the ledger would propose a yes', async () => {
    const form = await opened('YC_FILL', 'toys');
    await world.official('YC_FILL').clicks('保存', form, { f_name: '木马', f_unit: 'YC', f_safe: 'false' });
    const [row] = await world.services.store.rows(toys).find(SYSTEM);
    expect(row).toMatchObject({ name: '木马', safe: false });
  });

  test('是否制造业 is not asked of the county and follows name and industry', async () => {
    expect(names(await opened('YC_FILL', 'projects'))).not.toContain('f_isMfg');
    const factory = await registered('星河电子连接器生产项目');
    expect(await isMfg(factory)).toBe(true);
    const store = await registered('星河电子仓储物流中心项目', { f_chain: 'OTHER_MFG' });
    expect(await isMfg(store)).toBe(false);
  });

  test('what a county sends for it all the same is not taken, by click or by sheet', async () => {
    const form = { ...SIGNED, f_name: '明光冷链仓储中心项目', f_isMfg: 'true' };
    const { toast } = await world.official('YC_FILL').act('ledger.save', { ledger: 'projects' }, form);
    expect(await isMfg(/XM-\S+/.exec(toast?.text ?? '')?.[0] ?? '')).toBe(false);
    const bytes = await xlsx({
      rows: [
        ['项目名称', '投资方', '总投资（亿元）', '县区', '签约时间', '产业', '是否制造业'],
        ['宏利精密零件生产项目', '宏利公司', 1.2, '源城区', '2026-05-08', '电子信息', '否'],
      ],
    });
    const preview = cardIn(first(await world.official('YC_FILL').sends({ name: '台账.xlsx', bytes })));
    expect(wordsOf(preview)).toContain('由系统判断，市商务局可以更正');
    await world.official('YC_FILL').clicks('确认导入', preview);
    const [row] = await world.services.store
      .rows(projects)
      .find(SYSTEM, { where: { name: '宏利精密零件生产项目' } });
    expect(row?.isMfg).toBe(true);
  });

  test('市商务局 puts it right, and its word stays when the county goes on', async () => {
    const code = await registered('远大模具设计服务基地项目');
    const form = await opened('SWJ_CITY', 'projects', code);
    expect(names(form)).toContain('f_isMfg');
    await world.official('SWJ_CITY').clicks('保存', form, { f_isMfg: 'false' });
    expect(await isMfg(code)).toBe(false);
    const county = await opened('YC_FILL', 'projects', code);
    await world.official('YC_FILL').clicks('保存', county, { f_plannedInvestWan: '13000' });
    expect(await isMfg(code)).toBe(false);
  });

  test('an industry that is put right later takes it along', async () => {
    const code = await registered('恒通包装制品生产项目');
    const [row] = await world.services.store.rows(projects).find(SYSTEM, { where: { code } });
    const changed = await world
      .official('YC_FILL')
      .act(
        'ledger.save',
        { ledger: 'projects', code, version: row?.version ?? 0 },
        { f_industryGb: 'G5990' },
      );
    expect(changed.toast?.tone).toBe('good');
    expect(await isMfg(code)).toBe(false);
  });
});
