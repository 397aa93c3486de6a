import type { LooseRow } from './fields.ts';

/**
 * By which doors rows come and go (architecture.md 2). What is not said is open: a ledger that people keep can be filled in,
 * imported, exported, and is listed by saying its title.
 */
export interface Doors {
  /** The service keeps the rows itself: a form or a sheet would be undone, or lead nowhere. Moves stay open. */
  keptBy?: 'service';
  /** Never in a sheet going out: what must not travel in files. */
  export?: false;
  /** What lists it, the title unless given; `false` where its feature has commands of its own. */
  command?: readonly [string, ...string[]] | false;
  /**
   * What a row means that is struck through in a sheet: these values, in a word for the question (终止). It is asked before
   * they are taken. Where nothing is said, striking through means nothing, which is told.
   */
  struck?: { sets: LooseRow; as: string };
  further?: Further;
  /**
   * A sheet may have a column for each choice of `by`, whose cells are the `value` of a row of its own: a table of counties
   * with an indicator over each column.
   */
  spread?: { by: string; value: string };
}

/**
 * How a row says that it carries on another one of its ledger and is not to be counted as one of its own: the choice
 * field that says so, what it says of a row by itself, of a further phase and of an expansion, and the field that holds the
 * other row's code. An import asks it of likely doubles.
 */
export interface Further {
  field: string;
  alone: string;
  phase: string;
  expansion: string;
  parent: string;
}
