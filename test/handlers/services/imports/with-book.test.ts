import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withBook, withBookApart } from '../../../../handlers/services/imports/files/with-book.ts';
import { LIMITS } from '../../../../handlers/services/imports/files/limits.ts';
import { openBook } from '../../../../handlers/services/imports/files/open-book.ts';
import { inThread, type AskReader } from '../../../../handlers/services/imports/files/isolated-reader.ts';
import { prepareImport } from '../../../../handlers/services/imports/service.ts';
import type {
  Book,
  InputFile,
  SheetRow,
  SheetSource,
} from '../../../../handlers/services/imports/files/sheet.ts';
import { importsOf } from '../../../../handlers/services/imports/plan/prepared.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { CORPORA } from './corpora.ts';
import { xlsx } from './files.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const threads = () => process.getActiveResourcesInfo().filter((what) => what === 'MessagePort').length;
afterEach(() => {
  if (threads() > 0) throw new Error('a reading thread is left');
});

async function rowsOf(sheet: SheetSource | undefined): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const batch of sheet?.rows() ?? []) rows.push(...batch);
  return rows;
}

/** All that can be known of a book. Holes in rows are as good as cells that are undefined. */
async function everythingOf({ kind, sheets }: Book) {
  const told = [];
  for (const sheet of sheets) {
    const { name, hidden } = sheet;
    const rows = (await rowsOf(sheet)).map((row) => ({ ...row, cells: [...row.cells] }));
    told.push({ name, hidden, rows, frame: await sheet.frame(), comments: await sheet.comments() });
  }
  return { kind, told };
}

/** A workbook that is too big to be read beside other work: what follows a zip's directory is never looked at. */
const padded = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(2 * 1024 * 1024)]);

describe('a file says the same to a thread of its own', () => {
  test.each(Object.entries(CORPORA))('%s', async (_what, { name, make }) => {
    const file = { name, bytes: await make() };
    const here = await everythingOf(await openBook(file));
    expect(here.told[0]?.rows.length).toBeGreaterThan(1);
    expect(await withBookApart(file, everythingOf)).toStrictEqual(here);
  });

  test.each(Object.entries(CORPORA).filter(([, { name }]) => name.endsWith('.xlsx')))(
    'and is planned the same: %s',
    async (_what, { name, make }) => {
      const bytes = await make();
      const imports = importsOf(services.store);
      const plan = async (file: Uint8Array) => {
        const { head, chunks, _id } = await prepareImport(services.as(), { file: { name, bytes: file } });
        const rows = [];
        for (let n = 0; n < chunks; n++) rows.push(...(await imports.chunk(_id, n)));
        return { head, rows };
      };
      expect(await plan(padded(bytes))).toEqual(await plan(bytes));
    },
  );

  test('only big files get one', async () => {
    const bytes = await xlsx({ rows: [['a']] });
    expect(await withBook({ name: 'a.xlsx', bytes }, async () => threads())).toBe(0);
    expect(await withBook({ name: 'a.xlsx', bytes: padded(bytes) }, async () => threads())).toBe(1);
  });

  test('passes over sheets do not get in each other’s way, ended early or not', async () => {
    const bytes = await xlsx({ rows: Array.from({ length: 900 }, (_, n) => [`行${n}`]) });
    await withBookApart({ name: 'a.xlsx', bytes }, async ({ sheets: [sheet] }) => {
      for await (const batch of sheet?.rows() ?? []) {
        expect(batch[0]?.cells[0]?.text).toBe('行0');
        break;
      }
      const [a, b] = await Promise.all([rowsOf(sheet), rowsOf(sheet)]);
      expect(a.map(({ cells: [cell] }) => cell?.text)).toEqual(
        Array.from({ length: 900 }, (_, n) => `行${n}`),
      );
      expect(b).toEqual(a);
    });
  });
});

describe('what goes wrong in the thread', () => {
  const said = (reading: Promise<unknown>) =>
    reading.then(
      () => 'nothing',
      (error: unknown) => ({ ...(error as object), message: (error as Error).message }),
    );

  test.each<[string, string, () => Promise<Uint8Array>]>([
    ['no workbook', '照片.jpg', async () => new Uint8Array([0xff, 0xd8])],
    ['half a workbook', '半个.xlsx', async () => (await xlsx({ rows: [['项目名称']] })).slice(0, 900)],
    [
      'a refusal among the rows',
      '宽.xlsx',
      () => xlsx({ rows: [['a'], Array<string>(LIMITS.columns + 1).fill('x')] }),
    ],
  ])('is said as it would be without: %s', async (_what, name, make) => {
    const file = { name, bytes: await make() };
    const apart = await said(withBookApart(file, everythingOf));
    expect(apart).toMatchObject({ name: 'AppError', code: 'INVALID' });
    expect(apart).toEqual(await said(openBook(file).then(everythingOf)));
  });

  /** A thread that gives one row when asked for the first, and then does `then`. */
  const stub = (then: string, heapMb?: number) => {
    const script = new URL(
      `data:text/javascript,${encodeURIComponent(`
        import { parentPort } from 'node:worker_threads';
        let asked = 0;
        const row = () => ({ text: 'x', marks: Int32Array.from([1, 0, 1, -10]) });
        const answers = {
          open: () => ({ kind: 'xlsx', sheets: [{ name: 'a', hidden: false }] }),
          rows: () => 0,
          next: () => { if (++asked > 1) { ${then} } return row(); },
          comments: () => new Map([['asked', String(asked)]]),
        };
        parentPort.on('message', ({ what }) => parentPort.postMessage({ answer: answers[what]?.() }));
      `)}`,
    );
    return {
      reader: (file: InputFile, asker: AskReader) =>
        inThread(file, asker, { script, ...(heapMb ? { heapMb } : {}) }),
    };
  };
  const FILE = { name: 'a.xlsx', bytes: new Uint8Array([1, 2, 3]) };

  test('a thread that ends half way is an error, never a shorter sheet', async () => {
    const seen: SheetRow[] = [];
    const reading = withBookApart(
      FILE,
      async ({ sheets: [sheet] }) => {
        for await (const batch of sheet?.rows() ?? []) seen.push(...batch);
      },
      stub('process.exit(3);'),
    );
    await expect(reading).rejects.toMatchObject({
      code: 'INTERNAL',
      userText: '文件读到一半中断了，请重新上传',
      message: 'the reading thread ended with 3',
    });
    expect(seen.length).toBeLessThanOrEqual(1);
  });

  test('an error of ours ends the thread and comes to the reader as it is', async () => {
    const reading = withBookApart(FILE, everythingOf, stub('throw new TypeError("ours");'));
    await expect(reading).rejects.toThrow(new TypeError('ours'));
  });

  test('a thread that runs out of stack ends alone', async () => {
    const reading = withBookApart(FILE, everythingOf, stub('(function deeper() { deeper(); })();'));
    await expect(reading).rejects.toThrow(new RangeError('Maximum call stack size exceeded'));
  });

  test('a thread whose heap is full ends alone, and the person is told what to do', async () => {
    const held = 'for (const held = [];;) held.push(Array.from({ length: 64 }, () => ({})));';
    await expect(withBookApart(FILE, everythingOf, stub(held, 32))).rejects.toMatchObject({
      code: 'INVALID',
      userText: expect.stringMatching(/“a.xlsx”要占的内存太多，读不了.*拆成几个文件/) as string,
      message: expect.stringContaining('reaching memory limit') as string,
    });
    const bytes = await xlsx({ rows: [['a'], ['b']] });
    const next = await withBookApart({ name: 'b.xlsx', bytes }, everythingOf);
    expect(next.told[0]?.rows).toHaveLength(2);
  });

  test('a file that is read for ever is given up, and its thread ended', async () => {
    const reading = withBookApart(FILE, everythingOf, { ...stub('for (;;);'), patienceMs: 300 });
    await expect(reading).rejects.toMatchObject({
      code: 'INVALID',
      userText: expect.stringMatching(/“a.xlsx”读了很久还没有读完，已停下，台账没有改动/) as string,
    });
  });

  test('a thread does not run ahead of a reader who takes his time', async () => {
    await withBookApart(
      FILE,
      async ({ sheets: [sheet] }) => {
        let batches = 0;
        for await (const _batch of sheet?.rows() ?? []) {
          if (++batches === 20) break;
          const asked = Number((await sheet?.comments())?.get('asked'));
          expect(asked - batches).toBeLessThanOrEqual(4);
        }
        expect(batches).toBe(20);
      },
      stub(''),
    );
  });

  test('work that stops early stops the thread', async () => {
    const stopped = withBookApart(
      FILE,
      async ({ sheets: [sheet] }) => {
        for await (const _batch of sheet?.rows() ?? []) throw new Error('enough');
      },
      stub(''),
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(threads()).toBe(0);
  });
});
