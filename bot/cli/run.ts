import { parseArgs } from 'node:util';
import { viewerOf } from '../../handlers/services/context.ts';
import { AppError } from '../../models/rules/errors.ts';
import { ADMINISTRATOR } from '../../models/rules/permissions.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { OpenedServices } from '../services.ts';
import { CLI_COMMANDS } from './all.ts';
import type { CliCommand, CliResult } from './command.ts';

/** Exit codes that scripts rely on (architecture.md 7). */
const EXIT = { done: 0, refused: 1, usage: 2 } as const;

/** Where a command's words go, and from which folder its paths are meant. */
export interface Terminal {
  cwd: string;
  /** The result, for stdout. */
  print: (text: string) => void;
  /** A line for the person, for stderr. */
  say: (line: string) => void;
}

/** What a command works on. */
export interface Ground extends Pick<OpenedServices, 'services' | 'sandboxClock'> {
  config: Config;
  log: Log;
}

/** Opens the ground for one command, and closes it behind it. */
export type WithGround = (
  command: CliCommand,
  work: (ground: Ground) => Promise<CliResult>,
) => Promise<CliResult>;

/** Runs the command that the words name; its result and its refusals reach the terminal. Gives the exit code. */
export async function runCommand(
  argv: readonly string[],
  { print, say, cwd }: Terminal,
  withGround: WithGround,
): Promise<number> {
  const json = argv.includes('--json');
  const printData = (data: unknown) => print(`${JSON.stringify(data, null, 2)}\n`);
  try {
    const { command, options, words } = parse(argv);
    const loading = command.load();
    const { data, text, refused } = await withGround(command, async (ground) => {
      const { city } = ground.services;
      const viewer = typeof options.as === 'string' ? viewerOf(city, options.as) : ADMINISTRATOR;
      return (await loading)({ ...ground, viewer, words, options, say, cwd });
    });
    if (json) printData(data);
    else print(`${text}\n`);
    return refused ? EXIT.refused : EXIT.done;
  } catch (error) {
    const fault = AppError.from(error);
    if (fault.report) say(fault.stack ?? fault.message);
    if (json) printData({ error: { code: fault.code, text: fault.userText } });
    say(fault.userText);
    return fault.code === 'USAGE' ? EXIT.usage : EXIT.refused;
  }
}

const COMMON = { as: { type: 'string' }, json: { type: 'boolean' } } as const;

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

/** The first two words, wherever options stand between them. */
function leadingWords(argv: readonly string[]): string[] {
  const options = Object.assign({}, ...CLI_COMMANDS.map((command) => command.options), COMMON);
  return parseArgs({ args: [...argv], allowPositionals: true, strict: false, options }).positionals.slice(
    0,
    2,
  );
}

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
