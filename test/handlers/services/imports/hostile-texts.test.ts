import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../../../../handlers/services/imports/files/limits.ts';
import type { SheetRow } from '../../../../handlers/services/imports/files/sheet.ts';
import { prepareImport, previewOf } from '../../../../handlers/services/imports/service.ts';
import { titleReader, unitAtStart } from '../../../../handlers/services/imports/sheets/groups.ts';
import { headerKey } from '../../../../handlers/services/imports/sheets/header-key.ts';
import * as headers from '../../../../handlers/services/imports/sheets/headers.ts';
import { isUnitWord, unitIn } from '../../../../handlers/services/imports/sheets/unit-words.ts';
import { HEAD_ROWS } from '../../../../handlers/services/imports/sheets/head-blocks.ts';
import { findLayout } from '../../../../handlers/services/imports/sheets/layout.ts';
import { lineAt } from '../../../../handlers/services/imports/sheets/titles.ts';
import { Groups } from '../../../../handlers/services/imports/sheets/group-stack.ts';
import { LineSorter } from '../../../../handlers/services/imports/sheets/lines.ts';
import { readerOf } from '../../../../models/ledgers/engine/kinds/all.ts';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import { parseCity } from '../../../../models/ledgers/city.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { hostileTexts } from '../../../helpers/hostile.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { xlsx } from './files.ts';

const TEXTS = hostileTexts();
/** As long as a cell of a workbook may be. */
const CELLS = hostileTexts(LIMITS.cellChars - 1);
const HEADER = ['项目名称', '投资方', '总投资（亿元）', '产业', '县区', '签约时间'];
const city = parseCity(
  JSON.parse(readFileSync(new URL('../../../../models/ledgers/city/heyuan.json', import.meta.url), 'utf8')),
);
const dictionaries = LEDGERS.map((ledger) => headers.dictionaryOf(ledger));
const CONTEXT = { city, rules: city.ruleSet, today: '2026-05-01' };
const FRAME = { merges: [], hiddenColumns: new Set<number>() };
const row = (number: number, texts: readonly string[]): SheetRow => ({
  number,
  hidden: false,
  cells: texts.map((text) => ({ text, raw: text })),
});

describe('no header, title or unit is found in a text that is too long to be one', () => {
  test.each(TEXTS.map((text) => [JSON.stringify(text.slice(0, 12)), text]))('%s', (_, text) => {
    expect(headers.headerWords([text])).toBeUndefined();
    expect(headers.headerWords([text, HEADER[0] ?? ''])).toBeUndefined();
    expect(unitIn(text)).toBeUndefined();
    expect(isUnitWord(text)).toBe(false);
    expect(headerKey(text)).toBeTypeOf('string');
    expect(titleReader(projects, CONTEXT).read(text)).toBeUndefined();
    unitAtStart(city, text);
    lineAt(row(1, [text]));
  });
});

test('a head full of long texts is searched through, and the header below it found', () => {
  for (const text of ['(', '[(', '单位:', '1-2月', '（单位：'].map((unit) => unit.repeat(20_000))) {
    const long = Array.from({ length: LIMITS.columns }, () => text);
    const rows = Array.from({ length: HEAD_ROWS - 1 }, (_, i) => row(i + 1, long));
    expect(findLayout(rows, FRAME, dictionaries)).toBeUndefined();
    const layout = findLayout([...rows, row(HEAD_ROWS, HEADER)], FRAME, dictionaries);
    expect(layout?.columns.length).toBe(HEADER.length);
  }
});

test('lines of long texts are sorted like any other', () => {
  const layout = findLayout([row(1, HEADER)], FRAME, dictionaries);
  if (!layout) throw new Error('the header is known');
  const sorter = new LineSorter(layout, [], new Groups(), titleReader(layout.ledger, CONTEXT));
  for (const [i, text] of CELLS.entries()) {
    const lines = [sorter.sort(row(2 * i + 2, [text])), sorter.sort(row(2 * i + 3, ['一', text, text]))];
    expect(lines).toHaveLength(2);
  }
});

test.each(LEDGERS.map((ledger) => [ledger.name, ledger] as const))('every column of %s', (_, ledger) => {
  const context = { city, rules: city.ruleSet, today: '2026-05-01' };
  for (const field of Object.values(ledger.fields)) {
    const read = readerOf(field, context);
    for (const text of CELLS.filter((_, i) => i % 4 === 0))
      expect(read({ text, raw: text })).toHaveProperty('ok');
  }
});

describe('whole files', () => {
  let services: TestServices;
  beforeAll(async () => {
    services = await testServices();
  });
  const prepare = (name: string, bytes: Uint8Array) =>
    prepareImport(services.as('YC_FILL'), { file: { name, bytes } });

  test('a workbook of long headers and cells: the good columns are read, the cells named', async () => {
    const bytes = await xlsx({
      rows: [
        ['(('.repeat(9000), '[['.repeat(9000)],
        [...HEADER, ...CELLS.slice(0, 12)],
        ...CELLS.map((text) => [text, text, text, text, text, text]),
        ['星河电子手机结构件生产项目', '某公司', 1.2, '电子信息', '源城区', '2026-03-10'],
      ],
    });
    const preview = previewOf(await prepare('长.xlsx', bytes));
    expect(preview.counts.new).toBe(1);
    expect(preview.faults.some(({ text }) => /太长，没有读取/.test(text))).toBe(true);
  });

  test('a CSV whose header cell is brackets', async () => {
    const bytes = new TextEncoder().encode(`${'['.repeat(96_000)},${'('.repeat(96_000)}\n1,2\n`);
    await expect(prepare('长.csv', bytes)).rejects.toThrow('没有认出表头');
  });
});
