import { LEDGERS } from '../models/ledgers/all.ts';
import { bindingActions, bindingCommands } from './binding.ts';
import { bulletinActions, bulletinCommands } from './bulletins.ts';
import { dutyCommands } from './duties.ts';
import { helpCommand } from './help.ts';
import { ledgerActions, ledgerCommands } from './ledgers.ts';
import { liaisonActions, liaisonCommands } from './people/liaison.ts';
import { projectActions, projectCommands } from './projects.ts';
import { actionTable, type Command } from './action.ts';
import { uploadActions } from './uploads.ts';

const said = [
  ...dutyCommands,
  ...bulletinCommands,
  ...projectCommands,
  ...ledgerCommands(LEDGERS),
  ...bindingCommands,
  ...liaisonCommands,
];

/** Everything a person can say to the bot. */
export const COMMANDS: readonly Command[] = [helpCommand(said), ...said];

/** Everything a card can do. */
export const ACTIONS = actionTable([
  ...bulletinActions,
  ...projectActions,
  ...ledgerActions(LEDGERS),
  ...uploadActions,
  ...bindingActions,
  ...liaisonActions,
]);
