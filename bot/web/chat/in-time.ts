import type { Dispatch, Inbound, Reply } from '../../../handlers/inbound.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { answerInTime, type Patience } from '../../channel/answer-in-time.ts';

/**
 * How long somebody at a page waits before the result is promised for later: as long as on Feishu, so that one is
 * answered alike everywhere. No platform hangs up here, so the promise itself may take its time.
 */
const PATIENCE: Patience = { promiseMs: 2_000, answerMs: 30_000 };

/** Hands in what somebody did on a page; what takes long is answered with a promise. */
export function dispatchInTime(dispatch: Dispatch, inbound: Inbound, patience = PATIENCE): Promise<Reply> {
  return answerInTime<Reply>(({ late }) => dispatch({ ...inbound, late }), patience, {
    tooSlow: () => ({ toast: { tone: 'info', text: '处理时间较长，请稍后查看结果' } }),
    failed: (error) => ({ toast: { tone: 'bad', text: AppError.from(error).userText } }),
  });
}
