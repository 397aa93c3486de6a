import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { beforeAll, expect, test } from 'vitest';
import { changeOf } from '../../../../handlers/services/context.ts';
import { exportBytes } from '../../../../handlers/services/exports/export.ts';
import { prepareImport, previewOf } from '../../../../handlers/services/imports/service.ts';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import type { AnyLedger, LooseRow, NewOf } from '../../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../../models/ledgers/engine/fields.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { usccCheckChar } from '../../../../models/rules/uscc.ts';
import { aProject, testServices, type TestServices } from '../../../helpers/services.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const text = (min: number, max: number) =>
  fc
    .string({
      unit: fc.constantFrom(...'电子信息明珠水ＡＢ（）“”<&>_x0041_ 12=+\n，、;\'"'),
      minLength: min,
      maxLength: max,
    })
    .map((written) => `甲${written}乙`.slice(0, max).padEnd(min, '丙'));

/** Codes of the rows that were added, by ledger: what references lead to. */
const there = new Map<string, string[]>();

/** Any value that a field may hold. */
function valueOf(field: Field, n: number): fc.Arbitrary<LooseRow[string]> {
  const { city } = services;
  switch (field.type) {
    case 'text':
    case 'longtext': {
      if (field.format === 'uscc') {
        const head = `91441600MA5${String(n).padStart(6, '0')}`;
        return fc.constant(head + (usccCheckChar(head) ?? ''));
      }
      if (field.format === 'mobile') return fc.constant(`1380762${String(n).padStart(4, '0')}`);
      return text(field.min ?? 1, Math.min(field.max ?? 40, 40));
    }
    case 'int':
      return fc.integer({ min: Math.max(field.min ?? 0, 0), max: Math.min(field.max ?? 1e6, 1e6) });
    case 'decimal':
      return fc.integer({ min: 1, max: Math.min(field.max ?? 900_000, 900_000) * 100 });
    case 'day':
      return fc.constantFrom('2024-02-29', '2025-01-01', '2025-12-31', '2026-06-01');
    case 'period':
      return fc.constantFrom('2024-02', '2025-12', '2026-05');
    case 'flag':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...Object.keys(field.choices));
    case 'choices':
      return fc.subarray(Object.keys(field.choices), { minLength: 1 });
    case 'tags':
      return fc.constantFrom(['专精特新'], ['上市公司', '链主']);
    case 'unit':
      return fc.constantFrom(...city.units.map(({ code }) => code));
    case 'park':
      return fc.constantFrom(...city.parks.map(({ code }) => code));
    case 'post':
      return fc.constantFrom(...city.posts.map(({ code }) => code));
    case 'org':
      return fc.constantFrom(...city.orgs.map(({ code }) => code));
    case 'instant':
      return fc.constantFrom('2024-02-29T01:00:00.000Z', '2026-05-31T15:59:12.345Z');
    case 'ref':
      return fc.constant(there.get(field.ref)?.[n]);
    // What holds files or has parts of its own: test/models/ledgers/engine/kinds.test.ts.
    case 'files':
    case 'list':
      return fc.constant(undefined);
  }
}

const DATES = ['firstContactDate', 'signDate', 'landedOn', 'startedOn', 'producedOn', 'fullOn'];

/** A row that the ledger takes: days of a project's life in order, parts within the whole, what names it unique. */
function rowOf(ledger: AnyLedger, n: number): fc.Arbitrary<LooseRow> {
  const fields = ledger.filled.flatMap((name) => {
    const field = ledger.fields[name];
    return field ? [[name, valueOf(field, n)] as const] : [];
  });
  return fc.record(Object.fromEntries(fields)).map((row: LooseRow) => {
    const days = DATES.map((name) => String(row[name] ?? '')).sort((a, b) => a.localeCompare(b));
    for (const [i, name] of DATES.entries()) if (days[i]) row[name] = days[i];
    if (row.plannedInvestWan !== undefined) {
      row.fixedInvestWan = row.plannedInvestWan;
      row.phase1InvestWan = row.plannedInvestWan;
    }
    const unique = ledger.identity.flat().find((name) => ledger.fields[name]?.type === 'text');
    if (unique !== undefined && !('format' in (ledger.fields[unique] ?? {}))) row[unique] = `U${n}`;
    if (row.name !== undefined && unique !== 'name') row.name = `${String(row.name).slice(0, 20)}编号${n}`;
    if (row.year !== undefined) row.year = 2000 + n;
    if (row.from !== undefined) row.from = `20${String(10 + n).padStart(2, '0')}-01-01`;
    return row;
  });
}

test.each(LEDGERS.filter(({ doors }) => doors.keptBy).map((ledger) => [ledger.name, ledger] as const))(
  'a sheet of the %s ledger, which the service keeps, is refused in words',
  async (_name, ledger) => {
    const { bytes } = await exportBytes(services.as(), ledger);
    await expect(
      prepareImport(services.as(), { ledger, file: { name: 'x.xlsx', bytes } }),
    ).rejects.toMatchObject({ userText: expect.stringContaining(`${ledger.title}由系统维护，不能导入`) });
  },
);

test.each(LEDGERS.filter(({ doors }) => !doors.keptBy).map((ledger) => [ledger.name, ledger] as const))(
  'the %s ledger comes back from its own export as “nothing changed”',
  async (_name, ledger) => {
    const rows = fc.sample(fc.tuple(...Array.from({ length: 6 }, (_, n) => rowOf(ledger, n))), {
      numRuns: 1,
      seed: 7,
    })[0];
    const added = await services.store.change(changeOf(services.as()), (change) =>
      change.insertMany(
        ledger,
        (rows ?? []).map((values) => ({ values: values as NewOf<AnyLedger> })),
      ),
    );
    there.set(
      ledger.name,
      added.map(({ code }) => code),
    );
    for (const form of ['full', 'short'] as const) {
      const { bytes, rows: count } = await exportBytes(services.as(), ledger, {}, { form });
      expect(count).toBe(6);
      const record = await prepareImport(services.as(), { ledger, file: { name: 'x.xlsx', bytes } });
      const { counts, faults, unknown, rows: shown } = previewOf(record);
      expect({ counts, faults, unknown, changes: shown.map(({ changes }) => changes) }, form).toEqual({
        counts: { new: 0, changed: 0, same: 6, faulty: 0, skipped: 0 },
        faults: [],
        unknown: [],
        changes: [],
      });
    }
  },
);

test('an export is a sheet to send on: title, unit line, frozen and filtered header, real dates, page set-up', async () => {
  const where = { unit: 'YC', investorName: '示范电子有限公司' };
  await services.store.change(changeOf(services.as()), (change) =>
    change.insert(projects, aProject({ investorName: '示范电子有限公司', plannedInvestWan: 1_234_550 })),
  );
  const { bytes } = await exportBytes(services.as('YC_FILL'), projects, where);
  const book = await readXlsx(bytes, { readStyles: true });
  const [sheet] = book.sheets;
  expect(sheet?.name).toBe('招商项目台账');
  expect(sheet?.rows[0]?.[0]).toBe('河源市招商项目台账（源城区填报人可见的全部，全部列，截至2026年6月12日）');
  expect(sheet?.rows[1]?.[0]).toMatch(/^单位：万元、.*导出时间：2026-06-12 10:11.*共 1 条$/);
  const header = sheet?.rows[2] ?? [];
  expect(header.slice(0, 2)).toEqual(['项目编号', '项目名称']);
  const at = (name: string) => sheet?.cells?.get(`3,${header.indexOf(name)}`);
  expect(at('计划总投资（万元）')).toMatchObject({ value: 12345.5, style: { numFmt: '#,##0.00' } });
  expect(sheet?.rows[3]?.[header.indexOf('签约日期')]).toEqual(new Date('2026-03-10T00:00:00Z'));
  expect(sheet?.rows[3]?.[header.indexOf('产业归属')]).toBe('电子信息');
  expect(sheet?.freezePane).toMatchObject({ rows: 3, columns: 2 });
  expect(sheet?.autoFilter?.range).toMatch(/^A3:[A-Z]+4$/);
  expect(sheet?.pageSetup).toMatchObject({
    orientation: 'landscape',
    fitToWidth: 1,
    printTitlesRow: '$1:$3',
  });
});

test('only rows that the post may see are exported', async () => {
  await services.store.change(changeOf(services.as()), (change) =>
    change.insert(projects, {
      ...aProject({ introUnit: 'HP', landUnit: 'HP' }),
      stage: 'NEGOTIATING',
      signDate: undefined,
    }),
  );
  const all = await services.store.rows(projects).count(SYSTEM);
  const { rows } = await exportBytes(services.as('YC_FILL'), projects);
  expect(rows).toBeLessThan(all);
});

test('the short form has what people read, names before codes, and says so', async () => {
  const { bytes } = await exportBytes(
    services.as(),
    projects,
    { unit: 'YC' },
    { which: '源城区', form: 'short' },
  );
  const [sheet] = (await readXlsx(bytes)).sheets;
  expect(sheet?.rows[0]?.[0]).toBe('河源市招商项目台账（源城区，简表，截至2026年6月12日）');
  const header = sheet?.rows[2] ?? [];
  expect(header).toHaveLength(12);
  expect([header[0], header.at(-1)]).toEqual(['项目名称', '项目编号']);
  expect(header).toContain('亮灯');
});
