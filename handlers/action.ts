import type { z } from 'zod';
import type { Viewer } from '../models/rules/permissions.ts';
import type { Permit } from '../models/rules/rights.ts';
import type { ActionName, ActionParams } from '../cards/actions.ts';
import type { Card } from '../cards/card.ts';
import type { Ctx } from './services/context.ts';
import type { Inbound, Reply } from './inbound.ts';

/** One thing a card can do: the action's name, the shape of what comes with it, and the use case behind it. */
export interface ActionRow<Input = unknown> {
  action: string;
  /** Demanded before `run`; the use case checks the row scope. */
  permit?: Permit;
  /** Also for people who hold no post yet. */
  open?: true;
  /**
   * What it says may be read by all who read along, for whom it is made: clicked in a topic of a group it stands there.
   * Everything else that a click in a group brings goes to the one who clicked.
   */
  shared?: true;
  /** Parses the button's params and the form's values, merged; the form wins. */
  input: z.ZodType<Input>;
  run(ctx: Ctx, input: Input, inbound: Inbound): Promise<Reply>;
  /** The card as it is now, for one who clicked an outdated one. */
  refresh?(ctx: Ctx, input: Input, inbound: Inbound): Promise<Card | undefined>;
}

/** Something a person can say to the bot. */
export interface Command {
  /** The words it starts with; the first is the one that 帮助 shows. */
  words: readonly [string, ...string[]];
  usage: string;
  does: string;
  permit?: Permit;
  /** Also for people who hold no post yet. */
  open?: true;
  /** How 帮助 puts it to an enterprise's liaison. */
  forLiaison?: { usage: string; does: string };
  /** Means something on Feishu and WeCom only; the sandbox does not list it. */
  platformOnly?: true;
  /** Told in the private chat only; said in a group it is answered with where to say it. */
  privateOnly?: true;
  /** Never offered by itself, in 帮助 or elsewhere: what people say without meaning to ask for something. */
  offered?: false;
  /** For whom 帮助 lists it, beyond the permit. */
  suits?: (viewer: Viewer) => boolean;
  run(ctx: Ctx, rest: string, inbound: Inbound): Promise<Reply>;
}

/** Does an input take what cards give along with these actions? The rest of it comes out of their forms. */
type Accepts<A extends ActionName, Input> = string extends keyof ActionParams[A]
  ? true
  : ActionParams[A] extends { [P in keyof ActionParams[A]]: P extends keyof Input ? Input[P] : never }
    ? true
    : false;

/**
 * Makes a row whose `run` is typed by its input schema; one that would not take what cards give along (cards/actions.ts)
 * does not compile.
 */
export const action = <A extends ActionName, Output, Input>(
  row: Omit<ActionRow<Output>, 'action' | 'input'> & {
    action: A;
    input: z.ZodType<Output, Input> & (Accepts<A, Input> extends true ? unknown : never);
  },
): ActionRow => row;

/**
 * The table of all actions.
 * @throws Error at start when two rows share a name: one of them would never run
 */
export function actionTable(rows: readonly ActionRow[]): ReadonlyMap<string, ActionRow> {
  const table = new Map<string, ActionRow>();
  for (const row of rows) {
    if (table.has(row.action)) throw new Error(`two actions are called ${row.action}`);
    table.set(row.action, row);
  }
  return table;
}
