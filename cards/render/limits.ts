/**
 * What the platforms take. Renderers and their tests use these names; a limit is changed here and nowhere else.
 */

/** Feishu, each number with the section of feishu.md it was read from. */
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

/**
 * WeCom app messages, each number with the section of wecom.md it was read from. Characters are what the client shows
 * before it cuts (建议), numbers of items and bytes are hard.
 */
export const WECOM = {
  /** 4.1: bytes of a text and of a markdown message; what is beyond is cut. */
  messageBytes: 2048,
  /** 4.1 (textcard): bytes of an address. Cards name no limit of their own. */
  urlBytes: 2048,
  /** 4.3: task_id, in bytes of `[0-9A-Za-z_\-@]`. */
  taskIdBytes: 128,
  /** 4.3: source.desc. */
  source: 20,
  /** 4.3: main_title.title and .desc. */
  title: 36,
  titleDesc: 44,
  /** 4.3: sub_title_text. */
  subtitle: 160,
  /** 4.3: horizontal_content_list, and its keyname and value. */
  rows: 6,
  rowName: 5,
  rowValue: 30,
  /** 4.3: jump_list, and its title. */
  jumps: 3,
  jumpTitle: 18,
  /** 4.3: button_list, a button's text, and the text of a submit button. */
  buttons: 6,
  buttonText: 10,
  /** 4.3: bytes of a button's key and of a question_key. */
  keyBytes: 1024,
  /** 4.3: options of the one checkbox question of a vote, and their text. */
  voteOptions: 20,
  voteText: 17,
  /** 4.3: dropdowns of a multiple_interaction, their options and the text of those. */
  selects: 3,
  selectOptions: 10,
  selectText: 16,
  /** 4.3: bytes of an option's id. */
  optionIdBytes: 128,
} as const;

/** Messages that one thing to say may become in a chat; the rest stands on a page. */
export const CARDS_MOST = 5;
