import { AppError } from '../../models/rules/errors.ts';
import { instantOf, isDay } from '../../models/rules/time/day.ts';
import type { Reply } from '../../handlers/inbound.ts';
import type { MoveReport, SandboxControls, WebDeps } from './ports.ts';
import { clockView, momentWords, type ClockView } from './time.ts';

/** Where the clock may be sent. */
export type Destination = { to: 'workday' } | { to: 'duty' } | { to: 'day'; day: string; time: string };

export interface ClockPlan {
  workday: string;
  duty?: { title: string; at: string };
}

/** The sandbox's clock as the page drives it: one move at a time, forward only, everybody sees it go. */
export class ClockDesk {
  readonly #controls: SandboxControls;
  readonly #calendar: WebDeps['calendar'];
  readonly #show: (view: ClockView) => void;
  #movingTo: Date | undefined;
  #shown = '';

  constructor(controls: SandboxControls, calendar: WebDeps['calendar'], show: (view: ClockView) => void) {
    this.#controls = controls;
    this.#calendar = calendar;
    this.#show = show;
  }

  view(): ClockView {
    return clockView(this.#controls.now(), this.#calendar, this.#movingTo);
  }

  /** Shows the clock to everybody when what it shows has changed. */
  tick(): void {
    const view = this.view();
    const text = JSON.stringify(view);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#show(view);
  }

  /** What the two quick buttons would lead to. */
  async plan(): Promise<ClockPlan> {
    const workday = momentWords(this.#controls.nextWorkday());
    const duty = await this.#controls.nextDuty();
    return duty ? { workday, duty: { title: duty.title, at: momentWords(duty.at) } } : { workday };
  }

  /** @throws AppError INVALID for a moment in the past, STALE while another move is under way */
  async move(destination: Destination): Promise<Reply> {
    if (this.#movingTo) throw new AppError('STALE', `时间正在走到${momentWords(this.#movingTo)}，请稍候`);
    const target = await this.#target(destination);
    if (target <= this.#controls.now()) {
      throw new AppError(
        'INVALID',
        `时间只能向前走，现在是${momentWords(this.#controls.now())}，请选更晚的时间`,
      );
    }
    this.#movingTo = target;
    this.tick();
    try {
      // A day and time that somebody chose is kept to the minute; the steps go on until what they say has arrived.
      const report = await this.#controls.moveTo(target, { settles: destination.to !== 'day' });
      return { toast: { tone: 'good', text: summary(this.#controls.now(), report) } };
    } finally {
      this.#movingTo = undefined;
      this.tick();
    }
  }

  async #target(destination: Destination): Promise<Date> {
    if (destination.to === 'workday') return this.#controls.nextWorkday();
    if (destination.to === 'day') {
      if (!isDay(destination.day)) throw new AppError('INVALID', `“${destination.day}”不是日期，请重新选择`);
      return instantOf(destination.day, destination.time);
    }
    const duty = await this.#controls.nextDuty();
    if (!duty) throw new AppError('NOT_FOUND', '后面没有排定的任务');
    return duty.at;
  }
}

const NAMED_MOST = 3;

function summary(now: Date, { ran, sent }: MoveReport): string {
  const titles = [...new Set(ran.map((job) => job.title))];
  const named = titles.slice(0, NAMED_MOST).join('、');
  const jobs =
    ran.length === 0
      ? '没有任务到期'
      : `运行任务 ${ran.length} 次（${named}${titles.length > NAMED_MOST ? '等' : ''}）`;
  return `已到${momentWords(now)}：${jobs}，发出消息 ${sent} 条`;
}
