import { describe, expect, test } from 'vitest';
import { mentionsOf, textOf } from './feishu/card/text.ts';
import { card, md, table, words } from './feishu/testing/cards.ts';

describe('what a person reads', () => {
  test('markup is shown, entities become characters, unknown tags vanish', () => {
    const text = textOf(
      card(md("**一**<br/><font color='red'>红</font> &#60;at id=all&#62; <abc>"), {
        tag: 'div',
        text: words('<at id=all>'),
      }),
    );
    expect(text).toBe('一\n红 <at id=all> \n<at id=all>');
  });

  test('a table is read row by row', () => {
    expect(textOf(card(table([{ no: '1', n: 2, st: [{ text: '在谈', color: 'blue' }] }])))).toContain(
      '1 | 2 | 在谈 |  | ',
    );
  });

  test('an @ calls only where markup is read', () => {
    expect(
      mentionsOf(
        'interactive',
        card(md('<at id=all></at>'), { tag: 'div', text: words('<at id=ou_1></at>') }),
      ),
    ).toEqual(['all']);
    expect(mentionsOf('text', { text: '<at user_id="all"></at>' })).toEqual(['all']);
    expect(mentionsOf('interactive', card(table([{ no: '<at id=all></at>' }])))).toEqual([]);
  });
});
