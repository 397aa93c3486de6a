/** The sandbox's time and the three ways to move it on. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, toast, toastError } from './api.js';
import { html } from './html.js';

/**
 * @import { ClockPlan } from '../clock.ts'
 * @import { ClockView } from '../time.ts'
 * @import { Toast } from './api.js'
 */

/** @param {{ clock: ClockView }} props */
export function Clock({ clock }) {
  const [shown, setShown] = useState(false);
  const [plan, setPlan] = useState(/** @type {ClockPlan | undefined} */ (undefined));
  const [busy, setBusy] = useState(false);
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const moving = busy || Boolean(clock.movingTo);

  useEffect(() => {
    get('/sandbox/api/clock').then(setPlan, () => setPlan(undefined));
  }, [clock.day, clock.time, moving]);

  /** @param {object} destination */
  const move = async (destination) => {
    setShown(false);
    setBusy(true);
    try {
      /** @type {{ toast: Toast }} */
      const answer = await post('/sandbox/api/clock', destination);
      toast(answer.toast);
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  };
  /** @param {SubmitEvent & { currentTarget: HTMLFormElement }} event */
  const toDay = (event) => {
    event.preventDefault();
    const filled = new FormData(event.currentTarget);
    dialog.current?.close();
    void move({ to: 'day', day: filled.get('day'), time: filled.get('time') });
  };

  return html`
    <div class="clock">
      <button
        type="button"
        class="clock-face"
        aria-expanded=${shown}
        onClick=${() => setShown(!shown)}
        title="演示时间，点开可向前推进"
      >
        <span
          ><span class="clock-year">${clock.words.slice(0, 5)}</span>${clock.words.slice(5).split(' ')[0]}
          <span class="clock-week"> ${clock.words.split(' ')[1]}</span> ${clock.time}</span
        >
        <span class="tag ${clock.workday ? '' : 'rest'}">${clock.workday ? '工作日' : '休息'}</span>
      </button>
      <div class="clock-moves" hidden=${!shown}>
        <button
          type="button"
          class="button"
          disabled=${moving}
          title=${plan ? `到${plan.workday}` : ''}
          onClick=${() => move({ to: 'workday' })}
        >
          +1 个工作日
        </button>
        ${plan && html`<span class="clock-hint">到${plan.workday}</span>`}
        <button
          type="button"
          class="button"
          disabled=${moving || !plan?.duty}
          title=${plan?.duty ? `${plan.duty.title}，${plan.duty.at}` : ''}
          onClick=${() => move({ to: 'duty' })}
        >
          下一个任务
        </button>
        ${plan?.duty && html`<span class="clock-hint">${plan.duty.title}，${plan.duty.at}</span>`}
        <button
          type="button"
          class="button"
          disabled=${moving}
          onClick=${() => (setShown(false), dialog.current?.showModal())}
        >
          到某天…
        </button>
      </div>
      <dialog ref=${dialog} aria-label="到某天">
        <h2>把时间推进到</h2>
        <p>途中到期的任务都会运行，消息都会发出。时间只能向前走。</p>
        <form class="form" onSubmit=${toDay}>
          <label class="field"
            ><span class="label">日期</span> <input type="date" name="day" required min=${clock.day}
          /></label>
          <label class="field"
            ><span class="label">时间</span> <input type="time" name="time" required value="09:00"
          /></label>
          <div class="dialog-buttons">
            <button type="button" class="button" onClick=${() => dialog.current?.close()}>取消</button>
            <button class="button primary">推进</button>
          </div>
        </form>
      </dialog>
    </div>
  `;
}

/**
 * Under the head while the clock is on its way.
 * @param {{ clock: ClockView }} props
 */
export const Moving = ({ clock }) => html`
  <div class="strip moving" role="status">
    <span class="spinner"></span> 时间正在走到${clock.movingTo}，现在是${clock.words.slice(5)} ${clock.time}
  </div>
`;
