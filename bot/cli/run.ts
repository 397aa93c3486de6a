import { parseArgs } from 'node:util';
import { AppError } from '../../models/rules/errors.ts';
import type { City } from '../../models/ledgers/city.ts';
import { ADMINISTRATOR, type Viewer } from '../../models/rules/permissions.ts';
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
    if (asksForHelp(argv)) {
      const text = helpOn(leadingWords(argv));
      if (json) printData({ help: text });
      else print(`${text}\n`);
      return EXIT.done;
    }
    const { command, options, words } = parse(argv);
    const loading = command.load();
    const { data, text, refused } = await withGround(command, async (ground) => {
      const { city } = ground.services;
      const viewer = typeof options.as === 'string' ? await viewerNamed(city, options.as) : ADMINISTRATOR;
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

/** Loaded with what a command works on, which help and a wrong word do without. */
const viewerNamed = async (city: City, post: string): Promise<Viewer> =>
  (await import('../../handlers/services/context.ts')).viewerOf(city, post);

const COMMON = { as: { type: 'string' }, json: { type: 'boolean' } } as const;

const HELP = ['--help', '-h'];

/** `export --help`, `help export`, or just `help`. */
const asksForHelp = (argv: readonly string[]): boolean =>
  argv.some((word) => HELP.includes(word)) || argv[0] === 'help';

/** How the named command is used, all of those that begin with the word, or all there are. */
function helpOn(words: readonly string[]): string {
  const said = words.filter((word) => word !== 'help');
  const named = (length: number) =>
    CLI_COMMANDS.filter(({ name }) => isNamed(name, said.slice(0, length).join(' ')));
  const commands = [2, 1].map(named).find((found) => found.length > 0 && said.length > 0);
  return commands ? commands.map(entryOf).join('\n') : usage();
}

const isNamed = (name: string, said: string): boolean => name === said || name.startsWith(`${said} `);

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
    const option = /'(-[^'\s]+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    throw new AppError(
      'USAGE',
      `${command.name} 不认识这个选项${option ? `：${option}` : ''}，或它后面少了值\n${entryOf(command)}`,
      {
        cause,
      },
    );
  }
}

/** The first two words, wherever options stand between them. */
function leadingWords(argv: readonly string[]): string[] {
  const options = Object.assign({}, ...CLI_COMMANDS.map((command) => command.options), COMMON, {
    help: { type: 'boolean', short: 'h' },
  });
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
  return [
    '用法：npm run -s zy -- <命令> [--as 岗位] [--json]；<命令> --help 看一条命令的用法',
    '  serve\n      启动服务，与 npm start 相同',
    ...CLI_COMMANDS.map(entryOf),
  ].join('\n');
}

const entryOf = ({ name, usage: after, does }: CliCommand): string =>
  `  ${`${name} ${after}`.trimEnd()}\n      ${does}`;
