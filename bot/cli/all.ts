import type { CliCommand } from './command.ts';
import { ledgerCommands } from './ledgers.ts';
import { operationCommands } from './operations.ts';
import { reportCommands } from './reports.ts';

/** Every command of the CLI but `serve`, in the order that the usage shows them. */
export const CLI_COMMANDS: readonly CliCommand[] = [
  ...ledgerCommands,
  ...reportCommands,
  ...operationCommands,
];
