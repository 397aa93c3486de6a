import { bulletinActions, bulletinCommands } from './bulletins.ts';
import { helpCommand } from './help.ts';
import { projectActions, projectCommands } from './projects.ts';
import { actionTable, type Command } from './table.ts';
import { uploadActions } from './uploads.ts';

const said = [...bulletinCommands, ...projectCommands];

/** Everything a person can say to the bot. */
export const COMMANDS: readonly Command[] = [helpCommand(said), ...said];

/** Everything a card can do. */
export const ACTIONS = actionTable([...bulletinActions, ...projectActions, ...uploadActions]);
