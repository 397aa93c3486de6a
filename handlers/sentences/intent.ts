import type { Period } from '../../models/rules/time/day.ts';

/** How rows are wanted: as a card, as their number, as a file, as a file with every column. */
export type RowsAs = 'list' | 'count' | 'file' | 'fullFile';

/** What a sentence asks for. */
export type Intent =
  | { do: 'bulletin'; period?: Period; of: string; as: 'card' | 'file' }
  /** `filter`: the words behind a ledger's title, as its list reads them. */
  | { do: 'rows'; ledger: string; filter: string; as: RowsAs }
  | { do: 'row'; ledger: string; name: string }
  | { do: 'row'; code: string }
  | { do: 'rank' | 'unreported'; period?: Period; unit?: string }
  | { do: 'new'; ledger: string; name?: string }
  | { do: 'whyDay' | 'whySilent' | 'who'; code: string }
  | { do: 'definitions'; period?: Period }
  /** `of` an organ, where it is not one's own that is asked for. */
  | { do: 'todo'; of?: string }
  | { do: 'help' | 'bind' | 'thanks' | 'import' };

/** A sentence as it was understood: one meaning, or those between which its author must choose; none where it says nothing known. */
export interface Interpreted {
  means: readonly Intent[];
  /** All of them are asked for, one after another: there is nothing to choose. */
  each?: true;
  /** Words that had no part in it: said to its author, never dropped. */
  unused: readonly string[];
}

/** The city as a whole, where a unit could stand. */
export const CITY = 'city';
