import { AppError } from '../models/rules/errors.ts';
import type { Command } from './table.ts';

/**
 * The command a text means and what follows its word: "通报 2026年5月" is 通报 with "2026年5月". Mentions of the bot and
 * the space after the word may be missing; longer words win ("查项目" over "查").
 * @throws AppError NOT_FOUND telling what can be said
 */
export function findCommand(commands: readonly Command[], text: string): { command: Command; rest: string } {
  const said = text
    .normalize('NFKC')
    .replace(/^(@\S+\s+)+/, '')
    .trim();
  const hits = commands
    .flatMap((command) => command.words.map((word) => ({ command, word })))
    .filter(({ word }) => said.toLowerCase().startsWith(word.toLowerCase()))
    .sort((a, b) => b.word.length - a.word.length);
  const hit = hits[0];
  if (!hit) {
    const known = commands.map(({ words }) => words[0]).join('、');
    throw new AppError(
      'NOT_FOUND',
      `没有听懂“${said.slice(0, 20)}”。可以说：${known}。把 Excel 发给我可以导入台账。`,
    );
  }
  return { command: hit.command, rest: said.slice(hit.word.length).trim() };
}
