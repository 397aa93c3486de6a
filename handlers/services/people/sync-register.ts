import { parks, posts, units } from '../../../models/ledgers/register.ts';
import type { AnyLedger, LooseRow } from '../../../models/ledgers/engine/define.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { changeOf, type Ctx } from '../context.ts';

/**
 * Brings the registers of units, parks and posts up to the city profile: new rows are added, changed ones changed with
 * their history, vanished ones removed. What is already the same costs one read.
 */
export async function syncRegister(ctx: Ctx): Promise<void> {
  const { city } = ctx;
  const unitRows = city.units.map(({ code, name, short, order, region }) => ({
    unit: code,
    name,
    shortName: short,
    order,
    regionCode: region,
  }));
  const parkRows = city.parks.map(({ code, name, unit, level, plannedKm2 }) => ({
    park: code,
    name,
    unit,
    level,
    ...(plannedKm2 === undefined ? {} : { plannedKm2: String(plannedKm2) }),
  }));
  const postRows = city.posts.map(({ code, name, org, unit, roles }) => ({
    post: code,
    name,
    roles,
    ...(org ? { org } : {}),
    ...(unit ? { unit } : {}),
  }));
  await sync(ctx, units, 'unit', unitRows);
  await sync(ctx, parks, 'park', parkRows);
  await sync(ctx, posts, 'post', postRows);
}

/** `key` names the field that is the row's code. */
async function sync(ctx: Ctx, ledger: AnyLedger, key: string, wanted: readonly LooseRow[]): Promise<void> {
  const system: Ctx = { ...ctx, viewer: SYSTEM };
  await ctx.store.change(changeOf(system, '按城市配置更新'), async (change) => {
    const there = new Map((await change.rows(ledger).find(SYSTEM)).map((row) => [row.code, row]));
    const missing = wanted.filter((row) => !there.has(String(row[key])));
    if (missing.length > 0)
      await change.insertMany(
        ledger,
        missing.map((values) => ({ values })),
      );
    for (const values of wanted) {
      const code = String(values[key]);
      const row = there.get(code);
      there.delete(code);
      if (row && differs(values, row)) await change.update(ledger, row, values);
    }
    for (const gone of there.values()) await change.remove(ledger, gone);
  });
}

const differs = (wanted: LooseRow, row: object): boolean => {
  const known = new Map(Object.entries(row));
  return Object.entries(wanted).some(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(known.get(key)),
  );
};
