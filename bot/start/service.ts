import { demoMark, loadDemo } from '../demo/load.ts';
import { issueLastBulletin } from '../demo/issued.ts';
import { leaveToReview } from '../demo/to-review.ts';
import { COMMANDS } from '../../handlers/table.ts';
import { refreshLights } from '../../handlers/services/projects/lights.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { createApp, type App } from '../app.ts';
import { serveCommands } from '../cli/service/serve.ts';
import { WECOM_ABSENT } from '../channels.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../environment.ts';
import { openServices, type OpenedServices } from '../services.ts';
import type { Log } from '../log.ts';

/** Longest that stopping may take: then what is under way is left to be resumed by the next start. */
const STOP_WITHIN_MS = 20_000;

/**
 * Opens the database, fills an empty sandbox, and runs the service until a signal ends it.
 * @throws AppError in words for a person when the database or the definitions are not as they must be
 */
export async function startService(config: Config, env: Environment, log: Log): Promise<void> {
  const ground = await openServices({ config, log, commands: COMMANDS });
  if (config.sandbox) await fillSandbox(ground, log);
  const app = await createApp(config, ground, log);
  const port = await app.start();
  const commands = await serveCommands({ ...ground, config, log }, env);
  stopOnSignal([commands, app], ground, log);
  greet(config, port, log);
}

/** An empty sandbox gets the demo city, so that there is something to see. */
async function fillSandbox({ services }: OpenedServices, log: Log): Promise<void> {
  const known = await demoMark(services);
  const mark = await loadDemo(services, {
    onProgress: (written, of) => {
      if (written === of || written % 5 === 0) log.info(`正在载入演示城市 ${written}/${of}`);
    },
  });
  if (!mark) return;
  log.info(mark.notice);
  await leaveToReview(services);
  await issueLastBulletin(services);
  if (known) return;
  const ctx = { ...services, viewer: SYSTEM, channel: 'system' };
  await refreshLights(ctx, dayOf(services.clock.now()));
}

function greet(config: Config, port: number, log: Log): void {
  const address = config.publicUrl.replace(/:\d+$/, `:${port}`);
  const line = config.sandbox
    ? `\n  招优已启动。打开 ${address}/ 选一个岗位登录演示沙箱（演示数据均为虚构）。\n  Sandbox: ${address}/\n`
    : `\n  招优已启动，在 ${address} ${waitsFor(config)}（状态：${address}/healthz）。\n`;
  process.stderr.write(`${line}\n`);
  log.info({ port, sandbox: config.sandbox }, 'listening');
}

function waitsFor({ feishu, wecom }: Config): string {
  if (feishu) return '等候飞书的消息';
  return wecom ? `没有可用的消息渠道：${WECOM_ABSENT}` : '等候配置好平台后的消息';
}

function stopOnSignal(running: readonly Pick<App, 'stop'>[], ground: OpenedServices, log: Log): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, '正在停止');
    const deadline = setTimeout(() => process.exit(1), STOP_WITHIN_MS);
    deadline.unref();
    for (const each of running) await each.stop();
    await ground.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop(signal).catch((error: unknown) => log.error(error, 'stop')));
  }
}
