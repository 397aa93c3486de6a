import { parseArgs } from 'node:util';
import { viewerOf } from '../handlers/services/context.ts';
import { AppError } from '../models/rules/errors.ts';
import { ADMINISTRATOR } from '../models/rules/permissions.ts';
import { CLI_COMMANDS } from './cli/all.ts';
import type { CliCommand, CliResult } from './cli/command.ts';
import { environment, loadConfig } from './config.ts';
import { openServices } from './services.ts';
import { createLog } from './log.ts';

/** Exit codes that scripts rely on (architecture.md 7). */
const EXIT = { done: 0, refused: 1, usage: 2 } as const;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The command that the words name: two words before one, so that `job run` is not `job`. */
function findCommand(words: readonly string[]): { command: CliCommand; rest: string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = CLI_COMMANDS.find((candidate) => candidate.name === name);
    if (command && words.length >= length) return { command, rest: words.slice(length) };
  }
  throw new AppError('USAGE', words.length === 0 ? usage() : `没有“${words.join(' ')}”这个命令\n${usage()}`);
}

function usage(): string {
  const lines = CLI_COMMANDS.map(
    ({ name, usage: after, does }) => `  ${`${name} ${after}`.trimEnd()}\n      ${does}`,
  );
  return ['用法：npm run -s zy -- <命令> [--as 岗位] [--json]', '  serve\n      启动服务', ...lines].join(
    '\n',
  );
}

const COMMON = { as: { type: 'string' }, json: { type: 'boolean' } } as const;

/** The first two words, wherever options stand between them. */
function leadingWords(argv: readonly string[]): string[] {
  const options = Object.assign({}, ...CLI_COMMANDS.map((command) => command.options), COMMON);
  return parseArgs({ args: [...argv], allowPositionals: true, strict: false, options }).positionals.slice(
    0,
    2,
  );
}

/** Options are read by the command's own list, plus those that every command takes. */
function parse(argv: readonly string[]) {
  const { command } = findCommand(leadingWords(argv));
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { ...command.options, ...COMMON },
    });
    return { command, options: values, words: positionals.slice(command.name.split(' ').length) };
  } catch (cause) {
    throw new AppError('USAGE', `${command.name} 不认识这个选项\n用法：${command.name} ${command.usage}`, {
      cause,
    });
  }
}

async function run(argv: readonly string[]): Promise<CliResult> {
  const { command, options, words } = parse(argv);
  const loading = command.load();
  const config = loadConfig(environment());
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const ground = await openServices({
    config,
    log,
    prepared: 'as before',
    ...(command.examines ? { unsound: 'opened' as const } : {}),
  });
  try {
    const { services, sandboxClock } = ground;
    const viewer = typeof options.as === 'string' ? viewerOf(services.city, options.as) : ADMINISTRATOR;
    const does = await loading;
    return await does({ services, sandboxClock, config, log, viewer, words, options, say });
  } finally {
    // Another process may be using the database that this one started: it is not taken from under it.
    await ground.close(Number.POSITIVE_INFINITY);
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  try {
    const { data, text, refused } = await run(argv);
    process.stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`);
    return refused ? EXIT.refused : EXIT.done;
  } catch (error) {
    const fault = AppError.from(error);
    if (fault.report) say(fault.stack ?? fault.message);
    if (json)
      process.stdout.write(
        `${JSON.stringify({ error: { code: fault.code, text: fault.userText } }, null, 2)}\n`,
      );
    say(fault.userText);
    return fault.code === 'USAGE' ? EXIT.usage : EXIT.refused;
  }
}

const argv = process.argv.slice(2);
if (argv[0] === 'serve') await (await import('./serve.ts')).serve();
else process.exitCode = await main(argv);
