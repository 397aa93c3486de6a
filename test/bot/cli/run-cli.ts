import { CLI_COMMANDS } from '../../../bot/cli/all.ts';
import type { CliResult } from '../../../bot/cli/command.ts';
import { loadConfig } from '../../../bot/config.ts';
import { createLog } from '../../../bot/log.ts';
import { viewerOf } from '../../../handlers/services/context.ts';
import type { ShiftedClock } from '../../../models/rules/time/clock.ts';
import { ADMINISTRATOR } from '../../../models/rules/permissions.ts';
import type { TestServices } from '../../helpers/services.ts';

export type RunCli = (
  name: string,
  words?: string[],
  options?: Record<string, string | boolean | readonly string[]>,
  as?: string,
) => Promise<CliResult>;

/** What the CLI's commands do, without the process around them (test/bot/cli/cli.test.ts has that). */
export const cliOf =
  (services: () => TestServices, sandboxClock?: () => ShiftedClock): RunCli =>
  async (name, words = [], options = {}, as) => {
    const command = CLI_COMMANDS.find((candidate) => candidate.name === name);
    if (!command) throw new Error(`no command ${name}`);
    const viewer = as ? viewerOf(services().city, as) : ADMINISTRATOR;
    const config = loadConfig({ SANDBOX: 'on' });
    const own = sandboxClock && { sandboxClock: sandboxClock() };
    const given = { ...services(), ...(own ? { clock: own.sandboxClock } : {}) };
    const call = { services: given, ...own, config, log: createLog('silent'), viewer, words, options };
    const does = await command.load();
    return does({ ...call, say: () => undefined, cwd: process.cwd() });
  };
