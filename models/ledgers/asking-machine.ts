import { self, type Right } from '../rules/rights.ts';
import type { Machine, TellMessage } from './engine/machine.ts';

/** The fields of the one who asks, and to whom the answer goes. */
const ASKER = { channel: 'channel', person: 'person' };

/**
 * The machine of what a person of a platform asks for and somebody grants: a post, or to speak for an enterprise (domain.md
 * 0.1-1, 1.6). Granted is not closed: the same person may ask for something else any day.
 */
export const askingMachine = (of: {
  /** What it is called while it waits. */
  waiting: string;
  deciders: Right;
  /** Before whom each request is put. */
  put: TellMessage<never>;
  /** Asked of the one who grants. */
  confirm: { title: string; text: string };
  /** What is filled in when somebody asks anew. */
  asks: readonly string[];
  /** What the asker is told who does not get it, and whom to turn to. */
  refused: string;
}): Machine<'WAITING' | 'ACCEPTED' | 'REFUSED', 'accept' | 'refuse' | 'ask', never> => ({
  initial: 'WAITING',
  states: {
    WAITING: { label: of.waiting, kind: 'open', actor: of.deciders },
    ACCEPTED: { label: '已同意', kind: 'waiting' },
    REFUSED: { label: '未同意', kind: 'waiting' },
  },
  tells: [of.put],
  moves: [
    {
      event: 'accept',
      label: '同意',
      from: ['WAITING'],
      to: 'ACCEPTED',
      by: of.deciders,
      style: 'primary',
      confirm: of.confirm,
      tells: [{ account: ASKER, text: '已绑定“{title}”。发送“帮助”看能做什么。', as: 'reply' }],
    },
    {
      event: 'refuse',
      label: '不同意',
      from: ['WAITING'],
      to: 'REFUSED',
      by: of.deciders,
      style: 'danger',
      tells: [{ account: ASKER, text: of.refused, as: 'reply' }],
    },
    {
      event: 'ask',
      label: '再次申请',
      from: ['WAITING', 'ACCEPTED', 'REFUSED'],
      to: 'WAITING',
      by: self('person'),
      asks: of.asks,
      tells: [of.put],
      hidden: true,
    },
  ],
});
