import { readFile } from 'node:fs/promises';
import { read } from '@e965/xlsx';
import { streamXlsxRows } from 'hucre/xlsx';
import { prepareImport } from '../../handlers/services/imports/prepare.ts';
import { openBook } from '../../handlers/services/imports/files/open-book.ts';
import { confirmImport } from '../../handlers/services/imports/apply.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { openBenchServices } from './setup.ts';

/**
 * One measurement in a process of its own, so that its memory is its own. Prints rows, milliseconds by the clock and of
 * the processor (which other work on the machine disturbs less), and megabytes: the peak, and the growth over what the
 * process held before it began.
 */
const [mode = '', path = '', uri = ''] = process.argv.slice(2);

const MEGABYTE = 1024 * 1024;

interface Timed {
  rows: number;
  ms: number;
  cpuMs: number;
  megabytes: number;
  grown: number;
}

const MODES: Readonly<Record<string, () => Promise<Timed>>> = {
  /** SheetJS, which reads the .xls files: the whole workbook at once. */
  async sheetjs() {
    const bytes = await readFile(path);
    return timed(async () => {
      const { Sheets, SheetNames } = read(bytes, { dense: true });
      return Sheets[SheetNames[0] ?? '']?.['!data']?.length ?? 0;
    });
  },
  /** hucre, which marks faulty workbooks: its streaming reader, doing nothing with the rows. */
  async hucre() {
    const bytes = await readFile(path);
    return timed(async () => {
      let rows = 0;
      for await (const row of streamXlsxRows(bytes)) rows += row.values.length > 0 ? 1 : 0;
      return rows;
    });
  },
  /** The service's reader, doing nothing with the rows. */
  async reader() {
    const bytes = await readFile(path);
    return timed(async () => {
      const book = await openBook({ name: 'bench.xlsx', bytes });
      let rows = 0;
      for await (const batch of book.sheets[0]?.rows() ?? []) rows += batch.length;
      return rows;
    });
  },
  /** Parsed, checked and compared with the ledger, the plan kept. */
  async plan() {
    const services = await openBenchServices(uri);
    const ctx = { ...services, viewer: SYSTEM, channel: 'bench' };
    const bytes = await readFile(path);
    const measured = await timed(async () => {
      const record = await prepareImport(ctx, { file: { name: 'bench.xlsx', bytes }, ledger: projects });
      const { counts } = record.head;
      return counts.new + counts.changed + counts.same + counts.faulty;
    });
    await services.close();
    return measured;
  },
  /** The whole way: parsed, compared, written in chunks with audit. */
  async import() {
    const services = await openBenchServices(uri);
    const ctx = { ...services, viewer: SYSTEM, channel: 'bench' };
    const bytes = await readFile(path);
    const measured = await timed(async () => {
      const record = await prepareImport(ctx, { file: { name: 'bench.xlsx', bytes }, ledger: projects });
      const result = await confirmImport(ctx, record._id, { onlyGood: true });
      return result.kind === 'done' ? result.inserted + result.updated : 0;
    });
    await services.close();
    return measured;
  },
};

async function timed(work: () => Promise<number>): Promise<Timed> {
  const held = process.memoryUsage.rss();
  const [from, spent] = [performance.now(), process.cpuUsage()];
  const rows = await work();
  const { user, system } = process.cpuUsage(spent);
  const peak = process.resourceUsage().maxRSS * 1024;
  return {
    rows,
    ms: Math.round(performance.now() - from),
    cpuMs: Math.round((user + system) / 1000),
    megabytes: Math.round(peak / MEGABYTE),
    grown: Math.round((peak - held) / MEGABYTE),
  };
}

const run = MODES[mode];
if (!run) throw new Error(`no mode ${mode}`);
console.log(JSON.stringify(await run()));
