import type { CliCommand } from './command.ts';
import { ledgerCliCommands } from './ledgers.ts';
import { doctorCommand } from './doctor.ts';
import { operationCommands } from './operations.ts';
import { postCommands } from './posts.ts';
import { reportCommands } from './reports.ts';

/** Every command of the CLI but `serve`, in the order that the usage shows them. */
export const CLI_COMMANDS: readonly CliCommand[] = [
  ...ledgerCliCommands,
  ...reportCommands,
  ...postCommands,
  ...operationCommands,
  doctorCommand,
];
