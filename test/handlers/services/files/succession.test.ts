import { expect, test } from 'vitest';
import { changeOf } from '../../../../handlers/services/context.ts';
import {
  awaitedFor,
  awaitFiles,
  receiveAwaited,
  takeAwaited,
} from '../../../../handlers/services/files/awaited.ts';
import { succeed } from '../../../../handlers/services/people/tenure.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { inPieces, pdf } from '../../../helpers/evidence.ts';
import { aProject, testServices } from '../../../helpers/services.ts';

test('files that are awaited and not handed in follow a successor, with those that have come', async () => {
  const services = await testServices();
  const { store } = services;
  const system = services.as();
  const holds = (name: string, feishu: string, from: string) =>
    store.change(changeOf(system), (change) =>
      succeed(system, change, { post: 'YC_FILL', name, feishu, from }),
    );
  await holds('王前任', 'ou_before', '2026-01-01');
  const project = await store.change(changeOf(system), (change) => change.insert(projects, aProject()));

  const ctx = services.as('YC_FILL');
  const before = { channel: 'feishu', privately: 'oc_before' };
  const after = { channel: 'feishu', privately: 'oc_after' };
  const move = { ledger: 'projects', code: project.code, version: 1, event: 'confirm', field: 'proof' };
  const waiting = await awaitFiles(ctx, before, { ...move, form: { note: '已签' } });
  await receiveAwaited(ctx, before, waiting, { name: '合同首页.pdf', stream: inPieces(pdf({})) });
  // Another talk of the same holder is another matter.
  expect(await awaitedFor(ctx, after)).toBeUndefined();

  await holds('李继任', 'ou_after', '2026-06-12');
  const sent = await store.outbox.model.find({ 'to.post': 'YC_FILL' }).lean();
  expect(sent.map(({ content }) => JSON.stringify(content))).toEqual([
    expect.stringContaining('合同首页.pdf'),
  ]);
  const handed = await takeAwaited(ctx, after, waiting.token);
  expect(handed).toMatchObject({ ...move, values: { note: '已签' }, files: [{ name: '合同首页.pdf' }] });
  await receiveAwaited(ctx, after, waiting, {
    name: '签章页.pdf',
    stream: inPieces(pdf({ content: '(two) Tj' })),
  });
  expect((await awaitedFor(ctx, after))?.files).toHaveLength(2);
  expect(await store.awaited.model.countDocuments()).toBe(1);
});
