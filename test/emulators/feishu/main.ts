import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { COMMANDS } from './commands.ts';
import { createFeishuEmulator } from './emulator.ts';
import { SettableClock, systemClock } from '../../../models/rules/time/clock.ts';

/** `npm run emulator`: the platform on a port, in real time, with a log and a prompt. */

const print = (line: string) => void process.stdout.write(`${line}\n`);
/** Telephone numbers and tokens stay out of a log that people share. */
const redact = (line: string) =>
  line.replaceAll(/\b1[3-9]\d{9}\b/g, '1**********').replaceAll(/\b([tc])-[0-9a-f]{40}/g, '$1-…');

/** Why the emulator did not start, with the cure. */
function whyNot(error: unknown): string {
  const code: unknown = Reflect.get(Object(error), 'code');
  if (code === 'EADDRINUSE')
    return `端口 ${values.port} 已被占用：先停掉占用它的程序，或换一个端口，如 npm run emulator -- --port ${Number(values.port) + 100}`;
  if (code === 'EACCES' || code === 'ERR_SOCKET_BAD_PORT')
    return `端口 ${values.port} 不能用：请用 1024 到 65535 之间的端口，如 --port 4100`;
  return error instanceof Error ? error.message : String(error);
}

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    webhook: { type: 'string', default: 'http://127.0.0.1:3000/feishu/webhook' },
    seed: { type: 'string', default: '1' },
    websocket: { type: 'boolean', default: false },
  },
});

const clock = new SettableClock(systemClock.now());
const options = {
  clock,
  port: Number(values.port),
  seed: Number(values.seed),
  log: (line: string) => print(`${clock.now().toISOString().slice(11, 19)} ${redact(line)}`),
};
const feishu = await createFeishuEmulator(options).catch((error: unknown) => {
  process.stderr.write(`${whyNot(error)}\n`);
  process.exit(1);
});
feishu.app.webhookUrl = values.websocket ? undefined : values.webhook;
const people = ['陈科长', '林股长', '吴局长'].map((name, i) =>
  feishu.people.add({ name, mobile: `1380000000${i}` }),
);
feishu.chats.add({ name: '招商工作群', members: people });

print(
  [
    `FEISHU_BASE_URL=${feishu.url}`,
    `FEISHU_APP_ID=${feishu.app.appId}`,
    `FEISHU_APP_SECRET=${feishu.app.appSecret}`,
    `FEISHU_ENCRYPT_KEY=${feishu.app.encryptKey}`,
    `FEISHU_VERIFICATION_TOKEN=${feishu.app.verificationToken}`,
    `FEISHU_MODE=${values.websocket ? 'websocket' : 'webhook'}`,
    '',
    'help 列出命令',
  ].join('\n'),
);

const beat = setInterval(() => {
  clock.set(systemClock.now());
  void feishu.tick();
}, 100);

const prompt = createInterface({ input: process.stdin, output: process.stdout, prompt: '飞书> ' });
const answer = (text: string) => {
  if (text !== '') print(text);
  return prompt.prompt();
};
prompt.on('line', (line) => {
  // A word with spaces, as the name of a button, stands in quotation marks.
  const [name = '', ...words] = [...line.matchAll(/["“]([^"”]*)["”]|\S+/g)].map(
    ([word, quoted]) => quoted ?? word,
  );
  const command = COMMANDS[name];
  const done = command
    ? command.run(feishu, words)
    : Promise.resolve(name === '' ? '' : '没有这个命令，help 列出命令');
  void done.catch((error: unknown) => (error instanceof Error ? error.message : String(error))).then(answer);
});
prompt.on('close', () => {
  // without a terminal the emulator runs on until it is stopped
  if (!process.stdin.isTTY) return;
  clearInterval(beat);
  void feishu.close();
});
prompt.prompt();
