import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createApp } from '../../../bot/app.ts';
import { loadConfig } from '../../../bot/config.ts';
import { openServices } from '../../../bot/services.ts';
import { createLog } from '../../../bot/log.ts';
import { changeOf, type Services } from '../../../handlers/services/context.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { tenures } from '../../../models/ledgers/register.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { createFeishuEmulator } from '../../emulators/feishu/emulator.ts';
import type { Person } from '../../emulators/feishu/state/people.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { freshUri } from '../../helpers/mongod.ts';
import { aProject } from '../../helpers/services.ts';
import { scratchFolder } from '../../helpers/scratch.ts';

export const SECRET_KEY = 'a key that only this test knows, long enough';
/** Since before anything that tests tell of. */
const SINCE = '2025-01-01';

/** The whole service with its sandbox off, for people of an emulated Feishu; both go by the same clock. */
export async function platformStage(env: Readonly<Record<string, string>> = {}) {
  const feishu = await createFeishuEmulator({ seed: 11 });
  atEnd(() => feishu.close());
  const dataDir = await scratchFolder('login');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = loadConfig({
    DATA_DIR: dataDir,
    MONGODB_URI: freshUri(),
    SECRET_KEY,
    LOG_LEVEL: 'silent',
    SANDBOX: 'off',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    FEISHU_BASE_URL: feishu.url,
    FEISHU_APP_ID: feishu.app.appId,
    FEISHU_APP_SECRET: feishu.app.appSecret,
    FEISHU_ENCRYPT_KEY: feishu.app.encryptKey,
    FEISHU_VERIFICATION_TOKEN: feishu.app.verificationToken,
    ...env,
  });
  const log = createLog('silent');
  const ground = await openServices({ config, log, clock: feishu.clock });
  const app = await createApp(config, ground, log);
  await app.start();
  atEnd(async () => {
    await app.stop();
    await ground.services.store.connection.dropDatabase();
    await ground.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  feishu.app.webhookUrl = `${url}/feishu/webhook`;
  feishu.app.redirectUrls = new Set([`${config.publicUrl}/login/feishu/callback`]);
  const { services } = ground;
  const ctx = { ...services, viewer: SYSTEM, channel: 'test' };
  /** Somebody on Feishu who holds these posts, the first one longest. */
  const holder = async (name: string, ...posts: readonly string[]): Promise<Person> => {
    const person = feishu.people.add({ name });
    await services.store.change(changeOf(ctx), async (change) => {
      for (const [i, post] of posts.entries()) {
        const from = i === 0 ? SINCE : `2025-0${i + 1}-01`;
        await change.insert(tenures, { post, name, from, feishu: person.openId });
      }
    });
    return person;
  };
  return { url, feishu, app, services, holder };
}
export type PlatformStage = Awaited<ReturnType<typeof platformStage>>;

/** Two projects of 源城区 that May's figures count; gives the code of the first. */
export async function addProjects(services: Services): Promise<string> {
  const ctx = { ...services, viewer: SYSTEM, channel: 'test' };
  const rows = ['星河电子结构件生产项目', '明盛精密模具生产项目'].map((name, i) => ({
    values: aProject({ name, signDate: `2026-05-1${i}` }),
  }));
  const [first] = await services.store.change(changeOf(ctx), (change) => change.insertMany(projects, rows));
  return first?.code ?? '';
}

/** Known before the service starts, because its own address is part of its configuration. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
