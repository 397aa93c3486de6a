import type { ChatEntry } from './chat/directory.ts';
import type { MessageView } from './chat/view.ts';
import type { ChartSpec } from '../../cards/render/vchart.ts';
import type { ClockView } from './time.ts';

/** What the page's scripts hold and pass on, for the type checker only: nothing of this file is sent to a browser. */

/** A chat as the server tells of it at first. */
interface FirstChat extends ChatEntry {
  unread: number;
  last?: MessageView;
}

/** A chat as the page knows it. */
export interface ChatRow extends FirstChat {
  messages: readonly MessageView[];
  loaded: boolean;
  more: boolean;
}

interface Common {
  rev: number;
  city: string;
  bot: string;
  me: { code: string; name: string; place: string };
  commands: readonly string[];
  clock: ClockView;
}

/** The first answer of `/sandbox/api/state`. */
export interface FirstState extends Common {
  chats: readonly FirstChat[];
}

export interface PageState extends Common {
  chats: readonly ChatRow[];
  open: string | undefined;
  online: boolean;
  loggedOut: boolean;
}

/** What may happen to the page's state. */
export type PageChange =
  | { type: 'clock'; clock: ClockView }
  | { type: 'online'; online: boolean }
  | { type: 'opened' | 'read'; chat: string }
  | { type: 'closed' | 'loggedOut' }
  | { type: 'loaded'; chat: string; messages: readonly MessageView[]; more: boolean }
  | { type: 'messages'; messages: readonly MessageView[]; visible: boolean };

/** What the server answered to something that was done on a card. */
export interface CardAnswer {
  toast?: { tone: 'good' | 'info' | 'warn' | 'bad' };
  messages?: readonly object[];
  html?: string;
}

/** What was done on a card. */
export interface CardEvent {
  eventId: string;
  action: string;
  params: object;
  form?: Readonly<Record<string, string | readonly string[]>>;
  /** Chosen in the form, each with the name of its input. */
  files: readonly { name: string; file: File }[];
  card: HTMLElement;
  /** To be called with the answer, before it is shown. */
  answered: (answer: CardAnswer) => void;
}

interface Inked {
  style?: object;
}

/** A chart as the server draws it up; the page gives its letters the page's ink. */
export type BarSpec = Pick<ChartSpec, 'data' | 'direction' | 'legends'> & {
  label: Inked;
  axes: readonly Axis[];
};

interface Axis {
  label?: Inked;
}

/** A chart on the page. */
export interface DrawnChart {
  renderAsync(): Promise<unknown>;
  release(): void;
}

/** As much of the chart library as the page uses. */
export type ChartLibrary = new (
  spec: object,
  options: { dom: HTMLElement; theme: 'light' | 'dark'; animation: boolean },
) => DrawnChart;

/** What the library's script leaves behind. */
export type WithChartLibrary = Window & { VChart?: { VChart?: ChartLibrary; default?: ChartLibrary } };
