import { beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '../../../../handlers/services/context.ts';
import { abilitiesOf, demandAbility } from '../../../../handlers/services/ledgers/access.ts';
import { newFormStart } from '../../../../handlers/services/ledgers/form.ts';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { enterprises } from '../../../../models/ledgers/enterprise.ts';
import { units } from '../../../../models/ledgers/register.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { targets } from '../../../../models/ledgers/target.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const ledgerNamed = (name: string): AnyLedger => {
  const ledger = LEDGERS.find((each) => each.name === name);
  if (!ledger) throw new Error(`no ledger ${name}`);
  return ledger;
};

describe('what a viewer may do', () => {
  const can = (post: string, ledger: AnyLedger, audience: 'group' | 'private' = 'private', row?: object) => {
    const abilities = abilitiesOf(services.as(post), ledger, audience, row);
    return Object.entries(abilities).flatMap(([ability, yes]) => (yes ? [ability] : []));
  };

  test.each([
    ['YC_FILL', 'enterprises', { unit: 'YC' }, ['create', 'edit', 'history', 'export']],
    ['YC_FILL', 'enterprises', { unit: 'DY' }, ['history', 'export']],
    ['LD_CONVENER', 'enterprises', { unit: 'YC' }, ['history', 'export']],
    ['YC_HANDLER', 'enterprises', { unit: 'YC' }, []],
    ['YC_FILL', 'targets', { unit: 'YC' }, ['history', 'export']],
    ['LXB_ADMIN', 'targets', { unit: 'YC' }, ['create', 'edit', 'history', 'export']],
    ['ADMIN', 'units', {}, ['history', 'export']],
    // Who asks for a post says 绑定: a form could name anybody's account.
    ['ADMIN', 'bindings', {}, ['history', 'export']],
  ])('%s on %s %j: %j', (post, name, row, expected) => {
    const ledger = ledgerNamed(name);
    expect(can(post, ledger, 'private', row)).toEqual(expected);
    expect(can(post, ledger, 'group', row)).toEqual([]);
  });

  test('the action refuses what the button would not offer, with the reason', () => {
    const ask = (ctx: Ctx, ledger: AnyLedger) => () => demandAbility(ctx, ledger, 'create', 'private');
    const refused = (text: string): unknown =>
      expect.objectContaining({ code: 'FORBIDDEN', userText: expect.stringContaining(text) as string });
    expect(ask(services.as('LD_CONVENER'), enterprises)).toThrow(refused('没有“登记、修改、导入企业”的权限'));
    expect(ask(services.as('ADMIN'), units)).toThrow(refused('考核单元由系统维护'));
    expect(ask(services.as('ADMIN'), ledgerNamed('bindings'))).toThrow(refused('绑定申请由系统维护'));
  });

  test('a new form offers only units that may be written, and the own one to begin with', async () => {
    // An industry that nobody has named would be saved without having been thought of.
    expect((await newFormStart(services.as('YC_FILL'), projects)).values).not.toHaveProperty('chain');
    const start = await newFormStart(services.as('YC_FILL'), enterprises);
    expect(start.values).toMatchObject({ unit: 'YC', bizStatus: 'NORMAL' });
    expect(start.options('unit', 'unit')).toEqual([{ value: 'YC', label: '源城区' }]);
    expect((await newFormStart(services.as('LXB_ADMIN'), targets)).options('unit', 'unit')).toHaveLength(8);
  });
});
