import type { ActionName, ActionOf } from './actions.ts';

/**
 * The Card grammar: what a person sees, said once, without a word of any platform. Builders under cards/ make Cards
 * from facts and a viewer; cards/render/ turns them into Feishu JSON, WeCom template cards or HTML. Text is always
 * plain text: a renderer escapes it, nothing that a user typed is ever read as markup.
 */
export interface Card {
  title: string;
  subtitle?: string;
  tone: Tone;
  /** One line for notification bars and for platforms that cannot show this card. */
  summary: string;
  blocks: readonly Block[];
  /**
   * Business key: the same matter has the same key, so a later card can replace or heal an earlier one
   * (domain.md Appendix E). Absent on answers that nobody will update.
   */
  key?: string;
}

export type Tone = 'info' | 'good' | 'warn' | 'bad' | 'quiet';

export type Block =
  | TextBlock
  | NoteBlock
  | RuleBlock
  | FieldsBlock
  | TableBlock
  | ChartBlock
  | StepsBlock
  | ImageBlock
  | FoldBlock
  | FormBlock
  | ActionsBlock;

/** A run of text: a bare string, or pieces with emphasis or a link, or people. */
export type Rich = string | readonly Inline[];
export type Inline = string | TextPiece | PersonPiece;
export interface TextPiece {
  text: string;
  bold?: true;
  tone?: Tone;
  link?: Link;
}
export interface PersonPiece {
  person: Person;
}
/** Somebody by name, and by the post held. */
export interface Person {
  name: string;
  post?: string;
  /** How each channel knows the person, by the channel's name; opaque to everybody else. */
  ids?: Readonly<Record<string, string>>;
}

/** Where a tap leads: a page of this service, by path, or an action of the handler table. */
export type Link = { page: string } | ActionRef;
export type ActionRef = ActionOf<ActionName>;
/** An action as it comes back from a platform: a hint from outside, whatever its name and its params. */
export interface ClickedAction {
  action: string;
  params: Params;
}
export type Params = Readonly<Record<string, string | number | boolean>>;

export interface TextBlock {
  kind: 'text';
  text: Rich;
  size?: 'normal' | 'large';
}
/** Small grey print: sources, definitions, notices. */
export interface NoteBlock {
  kind: 'note';
  text: Rich;
}
export interface RuleBlock {
  kind: 'rule';
}
export interface FieldsBlock {
  kind: 'fields';
  items: readonly { label: string; value: Rich; wide?: true }[];
}
export interface TableBlock {
  kind: 'table';
  caption?: string;
  columns: readonly { label: string; align?: 'left' | 'right' | 'center' }[];
  rows: readonly (readonly Rich[])[];
  /** The last row is a total and is set off. */
  total?: true;
  /** Too wide for a phone, and read row by row: there each row stands as a small card. */
  byRow?: true;
  /** Rows that did not fit stand on this page. */
  more?: { count: number; page: string };
}
export interface ChartBlock {
  kind: 'chart';
  title: string;
  shape: 'bar' | 'line';
  /** Printed behind values: % or 个. */
  unit: string;
  categories: readonly string[];
  series: readonly { name: string; values: readonly (number | null)[] }[];
}
export interface StepsBlock {
  kind: 'steps';
  items: readonly { label: string; state: 'done' | 'now' | 'todo'; note?: string }[];
}
export interface ImageBlock {
  kind: 'image';
  file: string;
  alt: string;
}
/** Folded away until tapped. */
export interface FoldBlock {
  kind: 'fold';
  title: string;
  open?: true;
  blocks: readonly Exclude<Block, FormBlock | FoldBlock>[];
}
/** All inputs of a form travel with its submit button; `action.params` come along. */
export interface FormBlock {
  kind: 'form';
  name: string;
  inputs: readonly Input[];
  submit: ActionButton;
  /**
   * What it is about. Where a channel keeps what is typed until it is sent, it keeps it under this name: parts of one
   * long form have the same, and are handed in together.
   */
  about?: string;
}
export interface ActionsBlock {
  kind: 'actions';
  buttons: readonly Button[];
  /** They answer what is asked right above: where that has no room, they have none either. */
  answers?: true;
}

export type ActionButton = ActionRef & {
  label: string;
  style?: 'primary' | 'danger';
  /** Asked before the action runs. */
  confirm?: { title: string; text: string };
};
export interface PageButton {
  label: string;
  page: string;
  style?: 'primary';
}
export type Button = ActionButton | PageButton;

export interface Input {
  name: string;
  label: string;
  /** `files` is a file picker on pages; in chats, whose cards take none, it says to send the files. */
  kind: 'text' | 'longtext' | 'number' | 'day' | 'month' | 'choice' | 'choices' | 'flag' | 'files';
  required?: true;
  value?: string | readonly string[];
  placeholder?: string;
  hint?: string;
  /** What is wrong with what stands in it. */
  problem?: string;
  /** What is typed is 敏感: it may not outlast the window on the device it was typed on. */
  secret?: true;
  options?: readonly { value: string; label: string }[];
  max?: number;
}

/** What stands below an input where there is one line for all: what is wrong with it, then how to fill it in. */
export const guidanceOf = ({ problem, hint }: Input): string =>
  [...(problem ? [`⚠ ${problem}`] : []), ...(hint ? [hint] : [])].join('；');

/** A file that goes with or instead of a card, by its id in the file store. */
export interface CardFile {
  id: string;
  name: string;
  bytes: number;
}

/** One message: words, a card, or a file. */
export type Say = { text: string } | { card: Card } | { file: CardFile };

export const plain = (rich: Rich): string => (typeof rich === 'string' ? rich : rich.map(wordsOf).join(''));

function wordsOf(piece: Inline): string {
  if (typeof piece === 'string') return piece;
  return 'person' in piece ? personWords(piece.person) : piece.text;
}

/** 源城区填报人 张三: a person where there are no chips. */
export const personWords = ({ post, name }: Person): string => [post, name].filter(Boolean).join(' ');
