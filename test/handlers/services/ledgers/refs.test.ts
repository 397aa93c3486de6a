import { beforeAll, describe, expect, test } from 'vitest';
import { historyLines } from '../../../../cards/history.ts';
import { formParts } from '../../../../cards/forms/form-parts.ts';
import { typedOf } from '../../../../cards/forms/ledger-form.ts';
import { rowCard } from '../../../../cards/ledger.ts';
import { changeOf } from '../../../../handlers/services/context.ts';
import { prepareImport, previewOf } from '../../../../handlers/services/imports/service.ts';
import { exportBytes } from '../../../../handlers/services/exports/export.ts';
import { historyOf, listRows } from '../../../../handlers/services/ledgers/list.ts';
import { saveRow } from '../../../../handlers/services/ledgers/save.ts';
import { namesFor } from '../../../../handlers/services/ledgers/titles.ts';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import {
  defineLedger,
  type AnyLedger,
  type NewOf,
  type RowOf,
} from '../../../../models/ledgers/engine/define.ts';
import { refsOf } from '../../../../models/ledgers/engine/refs.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { anyone } from '../../../../models/rules/rights.ts';
import { wordsOf } from '../../../helpers/conversation.ts';
import { aProject, testServices, type TestServices } from '../../../helpers/services.ts';

/** A ledger with one of each of the kinds that hold more than a word. */
const visits = defineLedger({
  name: 'visits',
  title: '走访台账',
  noun: '走访',
  titleField: 'topic',
  code: { series: (row) => `ZF-${row.unit}-`, width: 3 },
  fields: {
    topic: { label: '主题', type: 'text', required: true },
    unit: { label: '单元', type: 'unit', required: true },
    project: { label: '项目', type: 'ref', ref: 'projects', required: true, follows: true },
    lead: { label: '牵头单位', type: 'org' },
    at: { label: '走访时间', type: 'instant' },
    letters: { label: '材料', type: 'files', of: ['pdf'] },
    steps: {
      label: '节点',
      type: 'list',
      fields: {
        on: { label: '日期', type: 'day', required: true },
        text: { label: '内容', type: 'text', required: true },
        project: { label: '关联项目', type: 'ref', ref: 'projects' },
      },
    },
  },
  identity: [['topic']],
  rights: { read: anyone(), edit: anyone() },
  listed: ['code', 'topic', 'project', 'lead', 'at'],
});

let services: TestServices;
let signed: RowOf<typeof projects>;
let secret: RowOf<typeof projects>;
const letter = {
  id: 'f1',
  name: '复函.pdf',
  size: 9,
  type: 'application/pdf',
  sha256: 'ab',
  at: '2026-05-06T01:00:00.000Z',
};

const add = <L extends AnyLedger>(ledger: L, values: NewOf<L>) =>
  services.store.change(changeOf(services.as()), (change) => change.insert(ledger, values));

beforeAll(async () => {
  services = await testServices([...LEDGERS, visits]);
  signed = await add(projects, aProject({ name: '示范电子结构件生产项目甲' }));
  secret = await add(
    projects,
    aProject({
      name: '示范新材料生产项目乙',
      alias: '木棉',
      stage: 'NEGOTIATING',
      introUnit: 'DY',
      landUnit: 'DY',
      signType: undefined,
      signDate: undefined,
    }),
  );
});

/** A full row of the ledger, as the service itself writes it. */
const aVisit = (topic: string, project = signed.code): NewOf<typeof visits> => ({
  topic,
  unit: 'YC',
  project,
  lead: 'ZRJ',
  at: '2026-05-06T01:00:12.345Z',
  letters: [letter],
  steps: [
    { on: '2026-05-01', text: '受理', project },
    { on: '2026-05-06', text: '走访' },
  ],
});

test('a ledger’s references are data', () => {
  expect(refsOf(visits).map(({ key, item, field }) => [key, item, field.ref, field.follows])).toEqual([
    ['project', undefined, 'projects', true],
    ['steps', 'project', 'projects', undefined],
  ]);
  expect(
    LEDGERS.flatMap(refsOf).map(({ key, field }) => [key, field.ref, field.within, field.follows]),
  ).toEqual([
    ['project', 'projects', 'edit', true],
    ['enterprise', 'enterprises', 'edit', undefined],
    ['project', 'projects', undefined, true],
    ['enterprise', 'enterprises', undefined, undefined],
  ]);
});

describe('what a row names in another ledger', () => {
  test('is shown by its title on cards and in lists, and kept by its code', async () => {
    const row = await add(visits, aVisit('走访一'));
    expect(row.project).toBe(signed.code);
    const ctx = services.as('YC_FILL');
    const can = { create: true, edit: true, history: true, export: true };
    const list = await listRows(ctx, visits, { filter: '市自然资源局', audience: 'private' });
    expect(list.rows.map(({ code }) => code)).toEqual([row.code]);
    const [found] = list.rows;
    if (!found) throw new Error('not listed');
    const nameOf = await namesFor(ctx, visits, [found]);
    const words = wordsOf(
      rowCard({ moves: [], ledger: visits, row: found, nameOf, audience: 'private', can }),
    );
    expect(words).toContain('项目 示范电子结构件生产项目甲');
    expect(words).toContain('牵头单位 市自然资源局');
    expect(words).toContain('走访时间 2026-05-06 09:00');
    expect(words).toContain('材料 复函.pdf');
    expect(words).toContain('节点 2026-05-06 走访；2026-05-01 受理 示范电子结构件生产项目甲');
    expect(list.nameOf('ref:projects', signed.code)).toBe('示范电子结构件生产项目甲');
  });

  test('stays a code for those who may not see it, and before a group', async () => {
    const row = { project: secret.code };
    const title = async (post: string, audience: 'private' | 'group') =>
      (await namesFor(services.as(post), visits, [row], audience))('ref:projects', secret.code);
    expect(await title('DY_FILL', 'private')).toBe('示范新材料生产项目乙');
    expect(await title('DY_FILL', 'group')).toBe(secret.code);
    expect(await title('YC_FILL', 'private')).toBe(secret.code);
  });
});

describe('a form', () => {
  const form = (project: string) => ({
    topic: `登记 ${project}`,
    unit: 'YC',
    project,
    at: '2026-06-12 9:00',
  });

  test('has inputs for what can be typed; files and wide lists come by their own', () => {
    expect(formParts(visits).flat()).toEqual(['topic', 'unit', 'project', 'lead', 'at']);
  });

  test('takes the other row by title or code, within what the writer may see', async () => {
    const ctx = services.as('YC_FILL');
    const byTitle = await saveRow(ctx, visits, { form: form('示范电子结构件生产项目甲') });
    expect(byTitle).toMatchObject({
      kind: 'saved',
      row: { project: signed.code, at: '2026-06-12T01:00:00.000Z' },
    });
    expect(await saveRow(ctx, visits, { form: form(signed.code) })).toMatchObject({ kind: 'saved' });
    const unseen = await saveRow(ctx, visits, { form: form('示范新材料生产项目乙') });
    expect(unseen).toMatchObject({
      kind: 'faults',
      faults: [
        { text: '项目：找不到“示范新材料生产项目乙”，或您的岗位看不到它', suggestion: '请填编号或名称全称' },
      ],
    });
  });

  test('handed in as it was changes nothing: no second of a moment is lost', async () => {
    const row = await add(visits, aVisit('走访秒'));
    const same = await saveRow(services.as('YC_FILL'), visits, {
      code: row.code,
      version: row.version,
      form: typedOf(visits, { topic: '走访秒', unit: 'YC', project: row.project, lead: 'ZRJ', at: row.at }),
    });
    expect(same).toMatchObject({ kind: 'same' });
    const files = await saveRow(services.as('YC_FILL'), visits, {
      code: row.code,
      version: row.version,
      form: { letters: 'x.pdf' },
    });
    expect(files).toMatchObject({ kind: 'faults', faults: [{ text: '材料不能在表单里填写' }] });
  });
});

test('the history tells what came and what went', async () => {
  const row = await add(visits, aVisit('走访史'));
  const ctx = services.as();
  await services.store.change(changeOf(ctx), (change) =>
    change.update(visits, row, {
      letters: [letter, { ...letter, id: 'f2', name: '纪要.pdf' }],
      steps: [...(row.steps ?? []), { on: '2026-05-08', text: '回访', project: signed.code }],
    }),
  );
  const { lines } = await historyOf(ctx, visits, row.code);
  expect(lines[0]?.text).toBe('材料：新增 “纪要.pdf”；节点：新增 “2026-05-08 回访 示范电子结构件生产项目甲”');
  expect(historyLines(visits, [], () => '')).toEqual([]);
});

test('an export comes back as “nothing changed”, files and all', async () => {
  const ctx = services.as();
  const { bytes, rows } = await exportBytes(ctx, visits);
  const record = await prepareImport(ctx, { ledger: visits, file: { name: 'x.xlsx', bytes } });
  const { counts, faults } = previewOf(record);
  expect({ counts, faults }).toEqual({
    counts: { new: 0, changed: 0, same: rows, faulty: 0, skipped: 0 },
    faults: [],
  });
});
