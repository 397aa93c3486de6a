import { LEDGERS } from '../models/ledgers/all.ts';
import { bulletins } from '../models/ledgers/bulletin.ts';
import { projects } from '../models/ledgers/project.ts';
import { bindingActions, bindingCommands } from './binding.ts';
import { bulletinActions, bulletinCommands } from './bulletins.ts';
import { helpCommand } from './help.ts';
import { ledgerActions, ledgerCommands } from './ledgers.ts';
import { projectActions, projectCommands } from './projects.ts';
import { actionTable, type Command } from './action.ts';
import { uploadActions } from './uploads.ts';

/** Ledgers whose title has a command of its own (项目台账, 月通报). */
const OWN_COMMANDS: ReadonlySet<string> = new Set([projects.name, bulletins.name]);
const listed = LEDGERS.filter(({ name }) => !OWN_COMMANDS.has(name));

const said = [...bulletinCommands, ...projectCommands, ...ledgerCommands(listed), ...bindingCommands];

/** Everything a person can say to the bot. */
export const COMMANDS: readonly Command[] = [helpCommand(said), ...said];

/** Everything a card can do. */
export const ACTIONS = actionTable([
  ...bulletinActions,
  ...projectActions,
  ...ledgerActions(LEDGERS),
  ...uploadActions,
  ...bindingActions,
]);
