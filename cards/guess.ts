import type { Card } from './card.ts';

/** Which of several things was asked for: each in the words that ask for it. */
export const guessCard = (said: readonly string[]): Card => ({
  title: '您是想问哪一个？',
  tone: 'info',
  summary: `您是想问：${said.join('、')}？`,
  blocks: [
    {
      kind: 'actions',
      buttons: said.map((text) => ({ label: text, action: 'sentence.say', params: { text } })),
    },
    { kind: 'note', text: '也可以直接发按钮上的话。' },
  ],
});

/** For one who was not understood: what this post can say now. */
export const lostCard = (said: string, offers: readonly string[]): Card => ({
  title: '没有听懂',
  tone: 'info',
  summary: `没有听懂“${said}”`,
  blocks: [
    { kind: 'text', text: `没有听懂“${said}”。您现在可以：` },
    {
      kind: 'actions',
      buttons: offers.map((text) => ({ label: text, action: 'sentence.say', params: { text } })),
    },
  ],
});
