/**
 * What the platforms take, each number with the section of feishu.md it was read from. Renderers and their tests use
 * these names; a limit is changed here and nowhere else.
 */
export const FEISHU = {
  /** 4.2 and 5.2: 30 KB for the whole request body. */
  bodyBytes: 30_000,
  /** 4.1: what is around the card in a request: receiver, kind, uuid or token. */
  requestBytes: 500,
  /** 5.2: elements and components together; `plain_text` objects count. */
  elements: 200,
  /** 5.2: tables written in markdown count as well. */
  tables: 5,
  /** 5.2: recommended. */
  charts: 5,
  /** 5.2: containers within containers. */
  levels: 5,
  /** 5.8: rows on one page of a table; people turn pages. */
  tablePage: 10,
  /** 5.8: no maximum is documented; from here on a table is no longer read in a chat. */
  tableRows: 50,
  /** 5.8: columns shown. */
  tableColumns: 50,
  /** 5.7: characters of a button, an option and a placeholder. */
  label: 100,
  /** 5.7: the most an input takes, and its default. */
  input: 1000,
  /** 5.1: at most 4 lines of a title are shown, about 25 characters each on a phone. */
  title: 100,
  /** 5.1: one line. */
  subtitle: 60,
  /** 5.1: the notification bar of a phone holds less; no maximum is documented. */
  summary: 200,
  /** 5.7: no maximum is documented; a question longer than this is not read before it is answered. */
  confirm: 300,
  /** 3.4: component names come back with the click; no maximum is documented. */
  name: 200,
  /** 5.1: no maximum is documented; longer addresses are cut by some clients. */
  url: 1000,
  /** 5.9: the tallest chart, in px. */
  chartHeight: 999,
} as const;

/** Messages that one thing to say may become in a chat; the rest stands on a page. */
export const CARDS_MOST = 5;
