import { Writable } from 'node:stream';
import { createFeishuApi } from '../../../bot/feishu/api/api.ts';
import { createLog } from '../../../bot/log.ts';
import { createFeishuEmulator, type EmulatorOptions } from '../../emulators/feishu/emulator.ts';
import { atEnd } from '../../helpers/at-end.ts';

/** An emulated Feishu, our calls to it on its clock, everything that was logged, and three people with a group. */
export async function createWayOut(options: EmulatorOptions = {}) {
  const feishu = await createFeishuEmulator(options);
  atEnd(() => feishu.close());
  const { log, logged } = memoryLog();
  const config = {
    appId: feishu.app.appId,
    appSecret: feishu.app.appSecret,
    encryptKey: feishu.app.encryptKey,
    verificationToken: feishu.app.verificationToken,
    baseUrl: feishu.url,
    mode: 'webhook' as const,
  };
  const newApi = (changed: Partial<typeof config> = {}) =>
    createFeishuApi({ config: { ...config, ...changed }, clock: feishu.clock, log });
  const [chen, lin, wu] = ['陈', '林', '吴'].map((name, i) =>
    feishu.people.add({ name, mobile: `1380000000${i}` }),
  );
  if (!chen || !lin || !wu) throw new Error('three people');
  const group = feishu.chats.add({ name: '源城区招商', members: [chen, lin] });
  return { feishu, api: newApi(), newApi, log, logged, chen, lin, wu, group };
}
export type WayOut = Awaited<ReturnType<typeof createWayOut>>;

/** The service's own log at its most talkative, kept in memory. */
export function memoryLog() {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: createLog('trace', sink), logged: () => lines.join('') };
}

/** The kinds of all requests that came, in order. */
export const routes = ({ feishu }: Pick<WayOut, 'feishu'>): string[] =>
  feishu.requests.map(({ route }) => route);

/** Lets real time pass until something has happened on the emulator, whose own clock stands still. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1));
}
