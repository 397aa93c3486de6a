import { LEDGERS } from '../models/ledgers/all.ts';
import type { AnyLedger } from '../models/ledgers/engine/define.ts';
import { bindingActions, bindingCommands } from './binding.ts';
import { bulletinActions, bulletinCommands, standingCommands } from './bulletins/bulletins.ts';
import { dutyCommands } from './duties.ts';
import { helpCommand } from './help.ts';
import { exportActions } from './exports.ts';
import { formAnswerActions } from './imports/form-answers.ts';
import { learnedActions, learnedCommands } from './imports/learned.ts';
import { ledgerActions, ledgerCommands, newRowCommands } from './ledgers.ts';
import { liaisonActions, liaisonCommands } from './people/liaison.ts';
import { projectActions, projectCommands } from './projects.ts';
import { reportCommands } from './bulletins/reports.ts';
import { talkActions, talkCommands } from './sentences/small-talk.ts';
import { actionTable, type Command } from './action.ts';
import { uploadActions } from './uploads.ts';

/** Everything a person can say to a bot that keeps these ledgers. */
export function commandsOf(ledgers: readonly AnyLedger[]): readonly Command[] {
  const said = [
    ...dutyCommands,
    ...bulletinCommands,
    ...standingCommands,
    ...reportCommands,
    ...projectCommands,
    ...ledgerCommands(ledgers),
    ...newRowCommands(ledgers),
    ...bindingCommands,
    ...liaisonCommands,
    ...learnedCommands,
    ...talkCommands,
  ];
  return [helpCommand(said), ...said];
}

/** Everything a person can say to the bot. */
export const COMMANDS = commandsOf(LEDGERS);

/** Everything a card can do. */
export const ACTIONS = actionTable([
  ...bulletinActions,
  ...projectActions,
  ...ledgerActions(LEDGERS),
  ...exportActions,
  ...uploadActions,
  ...formAnswerActions,
  ...learnedActions,
  ...bindingActions,
  ...liaisonActions,
  ...talkActions(() => COMMANDS),
]);
