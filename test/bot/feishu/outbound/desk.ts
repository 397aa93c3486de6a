import { createFeishuChannel } from '../../../../bot/feishu/outbound/channel.ts';
import type { Card, Say } from '../../../../cards/card.ts';
import type { Outgoing } from '../../../../handlers/services/messages/channel.ts';
import { KnownChats } from '../../../../models/store/messages/known-chats.ts';
import { FileStore } from '../../../../models/store/files.ts';
import { PlatformFiles } from '../../../../models/store/messages/platform-files.ts';
import { Quotas } from '../../../../models/store/messages/quotas.ts';
import type { EmulatorOptions } from '../../../emulators/feishu/emulator.ts';
import { freshConnection } from '../../../helpers/mongod.ts';
import { createWayOut } from '../way-out.ts';

/** The whole way out: the channel over a real database, in front of an emulated Feishu. */
export async function createDesk(options: EmulatorOptions = {}) {
  const way = await createWayOut(options);
  const connection = await freshConnection();
  const store = {
    quotas: new Quotas(connection),
    knownChats: new KnownChats(connection),
    files: new FileStore(connection, () => undefined),
    fileKeys: new PlatformFiles(connection),
  };
  for (const part of [store.quotas, store.files, store.fileKeys]) await part.prepare();
  const parts = { ...store, publicUrl: 'https://zhaoyou.test', clock: way.feishu.clock, log: way.log };
  /** Another replica of the service: on the same database, with nothing of this one's in memory. */
  const newChannel = (api = way.newApi()) => createFeishuChannel({ ...parts, api });
  const channel = newChannel(way.api);
  let made = 0;
  const newId = () => `65f0${String(made++).padStart(20, '0')}`;
  const send = (chat: string, content: Say | string, more: Partial<Outgoing> = {}) =>
    channel.send({
      id: newId(),
      chat,
      content: typeof content === 'string' ? { text: content } : content,
      ...more,
    });
  const putFile = (name: string, bytes: Uint8Array) =>
    store.files.put(name, bytes, {}, way.feishu.clock.now());
  return { ...way, ...store, channel, newChannel, newId, send, putFile };
}
export type Desk = Awaited<ReturnType<typeof createDesk>>;

export const aCard = (
  title: string,
  blocks: Card['blocks'] = [{ kind: 'text', text: title }],
): { card: Card } => ({
  card: { title, tone: 'info', summary: `${title}摘要`, blocks },
});

/** A card that takes several messages to show. */
export const aLongCard = (title: string): { card: Card } =>
  aCard(
    title,
    Array.from({ length: 8 }, (_, table) => ({
      kind: 'table' as const,
      caption: `表 ${table}`,
      columns: [{ label: '项目' }, { label: '说明' }],
      rows: Array.from({ length: 40 }, (_, row) => [`项目 ${table}-${row}`, '进展情况说明文字'.repeat(8)]),
    })),
  );

/** The first bytes of a PNG are all that the emulator looks at. */
export const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
