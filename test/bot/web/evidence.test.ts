import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { changeOf, viewerOf } from '../../../handlers/services/context.ts';
import { chosenFiles } from '../../../handlers/services/files/chosen.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { JPEG_BYTES, pdf } from '../../helpers/evidence.ts';
import { addProjects, platformStage, type PlatformStage } from './platform-app.ts';
import { BrowserSession } from './session.ts';

/** Files in the forms of pages, on the whole service, its people on an emulated Feishu. */
let it: PlatformStage;
let code: string;
let fill: BrowserSession;
beforeAll(async () => {
  it = await platformStage();
  code = await addProjects(it.services);
  fill = await loggedIn('陈示范', 'YC_FILL');
});

async function loggedIn(name: string, post: string): Promise<BrowserSession> {
  const session = new BrowserSession(it.url);
  it.feishu.loginAs(await it.holder(name, post));
  await session.open('/import');
  return session;
}

type NamedBytes = readonly [string, Uint8Array<ArrayBuffer>];

async function sends(files: readonly NamedBytes[]) {
  const form = new FormData();
  const event = {
    eventId: randomUUID(),
    chat: '',
    action: 'ledger.open',
    params: { ledger: 'projects', code },
  };
  form.append('event', JSON.stringify(event));
  for (const [name, bytes] of files) form.append('proof', new Blob([bytes]), name);
  return fill.ask('/page/action', { method: 'POST', body: form, headers: { Accept: 'application/json' } });
}

const loose = () => it.services.store.evidence.model.find({ state: 'loose' }).sort({ _id: 1 }).lean();
const as = (post: string) => ({ ...it.services, viewer: viewerOf(it.services.city, post), channel: 'page' });
const bytesOf = (bytes: Uint8Array) => new Uint8Array(bytes);

test('files of a form are received, chosen by who sent them, and opened by who may read their row', async () => {
  expect(
    (
      await sends([
        ['合同首页.pdf', bytesOf(pdf())],
        ['签章页.jpg', bytesOf(JPEG_BYTES)],
      ])
    ).status,
  ).toBe(200);
  const ids = (await loose()).map(({ _id }) => String(_id));
  const files = await chosenFiles(as('YC_FILL'), ids);
  expect(files.map(({ name }) => name)).toEqual(['合同首页.pdf', '签章页.jpg']);
  await expect(chosenFiles(as('HP_FILL'), ids)).rejects.toThrow(/^HP_FILL: /);
  await expect(chosenFiles(as('YC_FILL'), [...ids, ids[1] ?? ''])).rejects.toThrow('已在第 2 个附件中');
  await expect(chosenFiles(as('YC_FILL'), ids, { proof: [files[0]] })).rejects.toThrow('已在第 1 个附件中');
  expect(await chosenFiles(as('YC_FILL'), '')).toEqual([]);

  // The repetition of what the row already had was not kept.
  const [, second] = files;
  const path = `/files/${second?.id}`;
  const own = await fill.sees(path);
  expect(own.headers.get('content-type')).toBe('image/jpeg');
  expect(own.headers.get('content-disposition')).toBe(
    `inline; filename="???.jpg"; filename*=UTF-8''${encodeURIComponent('签章页.jpg')}`,
  );
  expect(own.headers.get('x-content-type-options')).toBe('nosniff');
  const desk = await loggedIn('林示范', 'SWJ_CITY');
  expect((await desk.sees(path)).status).toBe(404);
  const ctx = as('YC_FILL');
  await it.services.store.change(changeOf(ctx), async (change) => {
    const row = await change.rows(projects).byCode(SYSTEM, code);
    if (row && second) await change.attach(projects, row, [second]);
  });
  expect((await desk.sees(path)).status).toBe(200);
  await expect(chosenFiles(ctx, second?.id)).rejects.toMatchObject({
    userText: expect.stringContaining('附件已失效') as string,
  });
});

test('what a browser might run is downloaded under our type, never shown', async () => {
  await sends([['清单.csv', bytesOf(Buffer.from('甲,乙\n1,2\n3,4\n'))]]);
  const [file] = (await loose()).slice(-1);
  const shown = await fill.sees(`/files/${String(file?._id)}`);
  expect(shown.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(shown.headers.get('content-disposition')).toMatch(/^attachment; /);
});

test.each([
  ['空.pdf', () => Buffer.alloc(0), '文件是空的'],
  ['网页.html', () => Buffer.from('<html></html>'), '没有收下'],
  ['图.svg', () => Buffer.from('<svg xmlns="x"/>'), '没有收下'],
  ['机密★10年.pdf', () => pdf(), '涉密文件不得在本平台传递，请按保密规定线下办理'],
  ['大.pdf', () => Buffer.concat([pdf(), Buffer.alloc(30 * 1024 * 1024)]), '超过 30.0 MB'],
] as const)('%s is refused in words, and nothing of it stays', async (name, make, words) => {
  const before = await it.services.store.evidence.model.countDocuments();
  const answer = await sends([[name, bytesOf(make())]]);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(words);
  expect(await it.services.store.evidence.model.countDocuments()).toBe(before);
});
