import { may } from '../models/rules/rights.ts';
import { nfkc } from '../models/rules/parse/text.ts';
import type { Ctx } from './services/context.ts';
import { isPlatform } from './services/people/identify.ts';
import type { Command } from './action.ts';

export interface Understood {
  command: Command;
  /** What follows the command's word. */
  rest: string;
}

/**
 * The command a text means and what follows its word: "通报 2026年5月" is 通报 with "2026年5月". Mentions of the bot and
 * the space after the word may be missing; longer words win ("查项目" over "查"). Undefined for anything else.
 */
export function matchCommand(commands: readonly Command[], text: string): Understood | undefined {
  const said = spokenWords(text);
  const hits = commands
    .flatMap((command) => command.words.map((word) => ({ command, word })))
    .filter(({ word }) => said.toLowerCase().startsWith(word.toLowerCase()))
    .sort((a, b) => b.word.length - a.word.length);
  const hit = hits[0];
  return hit && { command: hit.command, rest: said.slice(hit.word.length).trim() };
}

/** Is a command for this post: what 帮助 lists and what is offered to one who was not understood. */
export const concerns = (
  { permit, suits, platformOnly, offered }: Command,
  { viewer, channel }: Pick<Ctx, 'viewer' | 'channel'>,
): boolean =>
  offered !== false &&
  (!permit || may(viewer, permit)) &&
  (suits?.(viewer) ?? true) &&
  (!platformOnly || isPlatform(channel));

/**
 * The commands of a post as a composer offers them: by the word that 帮助 shows. One that ends in a space may be followed
 * by more words (查 <项目名|编号>).
 */
export const suggestionsFor = (
  commands: readonly Command[],
  asker: Pick<Ctx, 'viewer' | 'channel'>,
): string[] =>
  commands
    .filter((command) => concerns(command, asker))
    .map(({ words: [word], usage }) => (usage.includes('<') ? `${word} ` : word));

/** Is there a ledger into which this post may import? */
export const mayImport = ({
  viewer,
  store,
}: Pick<Ctx, 'viewer'> & { store: Pick<Ctx['store'], 'ledgers'> }): boolean =>
  store.ledgers.some(({ rights, doors }) => !doors.keptBy && may(viewer, rights.edit));

/** What was said without the mentions in front of it, in half width. */
export const spokenWords = (text: string): string =>
  nfkc(text)
    .replace(/^(@\S+(\s+|$))+/, '')
    .trim();

/** Words that two commands claim, one Chinese sentence each: which of the two was meant nobody could say. */
export function claimFaults(commands: readonly Command[]): string[] {
  const claims = new Map<string, Command>();
  return commands.flatMap((command) =>
    [...new Set(command.words.map((word) => word.toLowerCase()))].flatMap((word) => {
      const first = claims.get(word);
      claims.set(word, first ?? command);
      return first ? [`命令“${word}”有两处要用：${first.does}；${command.does}`] : [];
    }),
  );
}
