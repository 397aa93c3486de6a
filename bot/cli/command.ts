import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../../models/rules/errors.ts';
import type { Ctx, Services } from '../../handlers/services/context.ts';
import type { Viewer } from '../../models/rules/permissions.ts';
import type { ShiftedClock } from '../../models/rules/time/clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';

/** What a command is given: the services on behalf of a viewer, its words and its options. */
export interface CliCall {
  services: Services;
  /** The clock where it may be moved: in the sandbox only. */
  sandboxClock?: ShiftedClock | undefined;
  config: Config;
  log: Log;
  viewer: Viewer;
  words: readonly string[];
  options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** Lines for the person at the terminal, on stderr. */
  say: (line: string) => void;
  /** The folder from which the caller's paths are meant. */
  cwd: string;
}

/** `data` is the one JSON document of --json; `text` is for people. `refused` makes the exit code 1. */
export interface CliResult {
  data: unknown;
  text: string;
  refused?: boolean;
}

export interface CliCommand {
  /** One or two words: `import`, `job run`. */
  name: string;
  /** What follows the name. */
  usage: string;
  does: string;
  options: Readonly<Record<string, { type: 'string' | 'boolean'; multiple?: true }>>;
  /** Looks for faults itself, so that they do not keep it from starting. */
  examines?: true;
  /** Brings what the command does: each loads its own part of the service only, and the usage loads none. */
  load: () => Promise<CliRun>;
}

/** What a command does. */
export type CliRun = (call: CliCall) => Promise<CliResult>;

/** The services on behalf of the viewer who calls. */
export const ctxOf = ({ services, viewer }: CliCall): Ctx => ({ ...services, viewer, channel: 'cli' });

/** Writes a result where the caller wants it. @throws AppError INVALID when it cannot be written there */
export async function writeResult(
  { cwd }: CliCall,
  path: string,
  content: Uint8Array | string,
): Promise<void> {
  await writeFile(resolve(cwd, path), content).catch((cause: unknown) => {
    throw new AppError('INVALID', `写不进文件 ${path}，请检查文件夹是否存在、是否有权限`, { cause });
  });
}

/** The n-th word after the command. Throws USAGE naming what is missing. */
export function word({ words }: CliCall, n: number, what: string): string {
  const value = words[n];
  if (value === undefined) throw new AppError('USAGE', `缺少${what}`);
  return value;
}

/** A string option, if given. */
export function option({ options }: CliCall, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A string option that must be there. */
export function demanded(call: CliCall, name: string, what: string): string {
  const value = option(call, name);
  if (value === undefined) throw new AppError('USAGE', `缺少 --${name}（${what}）`);
  return value;
}

/** An option with a closed set of values. */
export function oneOf<T extends string>(call: CliCall, name: string, values: readonly T[], fallback: T): T {
  const value = option(call, name) ?? fallback;
  const known = values.find((candidate) => candidate === value);
  if (!known) throw new AppError('USAGE', `--${name} 只能是 ${values.join('、')}，不能是“${value}”`);
  return known;
}

/** The ledger that the first word names, by its name or its Chinese title. @throws AppError USAGE naming those there are */
export function ledgerNamed(call: CliCall): AnyLedger {
  const said = word(call, 0, '台账名，如 projects');
  const { ledgers } = call.services.store;
  const ledger = ledgers.find(({ name, title, called = [] }) => [name, title, ...called].includes(said));
  if (ledger) return ledger;
  const known = ledgers.map(({ name, title }) => `${name}（${title}）`).join('、');
  throw new AppError('USAGE', `没有“${said}”这个台账，现有：${known}`);
}

/** What the code of a row is called besides its ledger's own word (项目编号). */
export const CODE_NAMES: readonly string[] = ['code', '编号'];

/** A field by its name or by a heading of its. @throws AppError USAGE with those alike when the ledger has no such field */
export function fieldNamed({ fields, title }: AnyLedger, said: string): string {
  const found = Object.entries(fields).find(
    ([key, { label, aliases = [] }]) => key === said || label === said || aliases.includes(said),
  );
  if (found) return found[0];
  const labels = Object.values(fields).flatMap(({ label, hidden }) => (hidden ? [] : [label]));
  const alike = labels.filter((label) => pairsIn(label).some((pair) => said.includes(pair)));
  const near = alike.length > 0 ? alike : labels.filter((label) => label.startsWith(said.slice(0, 1)));
  throw new AppError('USAGE', `${title}没有“${said}”这个字段${proposed(near.slice(0, FIELDS_PROPOSED))}`);
}

const FIELDS_PROPOSED = 6;

/** Two characters next to each other, as often as there are. */
const pairsIn = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));

/** Behind what is not known: what may be meant. */
export const proposed = (alike: readonly string[]): string =>
  alike.length === 0 ? '' : `，是不是：${alike.join('、')}？`;
