/** Nothing goes along; what the form holds comes with the click. */
type Nothing = Readonly<Record<string, never>>;
/** `period`: `YYYY-MM`. */
type OfMonth = { period: string };
type OnLedger = { ledger: string };
type OnRow = { ledger: string; code: string };
/** `place`: clicked on the preview's page, which is answered with the page. */
type OfImport = { token: string; place?: 'page' };
/** A move of a row; without a version the newest is meant, whoever was faster. */
type OnMove = { ledger: string; code: string; event: string; version?: number };

/**
 * Everything that a card can do, by the name of its row in handlers/table.ts, and what the card gives along. A button
 * with another name or other params does not compile, and neither does a row whose input would not take them. Values are
 * strings, numbers and flags: every platform carries these.
 */
export interface ActionParams {
  'ledger.list': { ledger: string; page?: number; filter?: string; place?: 'page' };
  'ledger.open': { ledger: string; code: string; here?: boolean };
  'ledger.new': OnLedger;
  'ledger.edit': { ledger: string; code: string; part?: number };
  'ledger.save': { ledger: string; code?: string; version?: number; part?: number; asked?: string };
  'ledger.ask': OnMove;
  'ledger.move': OnMove;
  'ledger.history': OnRow;
  /** `filter`: the words that the list was narrowed down by; the file has the same rows. */
  'ledger.export': { ledger: string; filter?: string; columns?: 'all' };
  /** Says something in the place of the one who clicked. */
  'sentence.say': { text: string };
  'projects.export': { columns?: 'all' };
  'projects.exportFound': { query: string };
  'figures.export': { period: string; path: string };
  'reports.exportMissing': { period: string; unit?: string };
  'todo.export': Nothing;
  /** `at`: the moment of the digest, which names it for its post. */
  'digest.export': { at: string };
  'projects.toUpdate': Nothing;
  /** `codes` as the card lists them, apart by blanks; `seen`: as of when, ISO. */
  'projects.acceptAll': { codes: string; seen: string };
  'bulletin.definitions': OfMonth;
  'bulletin.county': OfMonth;
  'bulletin.excel': OfMonth;
  'binding.restart': Nothing;
  'binding.place': Nothing;
  'binding.ask': Nothing;
  'binding.group': Nothing;
  'liaison.ask': Nothing;
  'posts.speakFor': { post: string };
  'evidence.submit': { token: string };
  'evidence.remove': { token: string; file: string };
  'evidence.cancel': { token: string };
  'imports.confirm': OfImport;
  'imports.confirmGood': OfImport;
  'imports.cancel': OfImport;
  'imports.marked': OfImport;
  'imports.answer': OfImport & { question: string; value: 'accept' | 'keep' | 'skip' };
  'imports.unit': OfImport & { field: string; unit: '万元' | '亿元'; all: boolean };
  'imports.ledger': OfImport & { ledger: string; also: boolean };
  'imports.formAnswers': OfImport;
  'learned.open': Nothing;
  'learned.forget': Nothing;
  'imports.duplicates': OfImport;
  'imports.allDifferent': OfImport;
}

export type ActionName = keyof ActionParams;

/** Nothing in these params must be there. */
type MayBeLeftOut<P> = string extends keyof P ? true : Partial<P> extends P ? true : false;

/** The action of one name with its params; they may be left out where all of them may. */
export type ActionOf<A extends ActionName> = A extends ActionName
  ? MayBeLeftOut<ActionParams[A]> extends true
    ? { action: A; params?: ActionParams[A] }
    : { action: A; params: ActionParams[A] }
  : never;
