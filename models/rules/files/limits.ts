const MB = 1024 * 1024;
const HOUR_MS = 3_600_000;

/** What evidence may be at most. A limit is changed here and nowhere else. */
export const EVIDENCE = {
  /** feishu.md 4.2: the most an app may send as a file, so that whatever is kept can be passed on. */
  fileBytes: 30 * MB,
  /** Our own: a column with more files than this is not read through by those who judge it. */
  filesPerColumn: 20,
  /** Our own: longer names are cut in the middle of nothing by clients; the suffix is kept. */
  nameChars: 120,
  /** Our own: how long files wait for their row, and how long a chat is taken to be sending them. */
  unattachedMs: 24 * HOUR_MS,
} as const;

/** How far a file is looked into for secrecy marks (domain.md Appendix F). What is beyond these is not read. */
export const LOOK = {
  /** Enough of the beginning to tell every type but those inside a zip or a compound file. */
  headBytes: 4096,
  /** A zip's end record with the longest comment (APPNOTE 4.3.16). */
  zipTailBytes: 65_557,
  /** Of a zip's list of parts: some 20,000 names. */
  zipListBytes: 2 * MB,
  /** All parts of a file unpacked: more is a bomb, not a document of 30 MB. */
  unpackedBytes: 300 * MB,
  /** Files inside a zip, and those in zips inside it: more are not looked through. */
  zipMembers: 200,
  /** A zip in a zip is looked into, one in that is not. */
  zipDepth: 2,
  /** Of one compressed stream of a PDF: a page of text is far below, pictures are not looked into. */
  pdfStreamBytes: 4 * MB,
  /** Of a compound file's directory and tables. */
  compoundBytes: 4 * MB,
} as const;
