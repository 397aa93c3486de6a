import { describe, expect, test } from 'vitest';
import {
  type Answer,
  codeOf,
  createHook,
  createStage,
  openLetter,
  send,
  type Stage,
} from './feishu/testing/stage.ts';

const words = (content: string) => ({ tag: 'plain_text', content });
const button = (text: string, more: object = {}) => ({
  tag: 'button',
  text: words(text),
  behaviors: [{ type: 'callback', value: { act: text } }],
  ...more,
});
const cardOf = (...elements: object[]) => ({
  schema: '2.0',
  config: { update_multi: true },
  body: { elements },
});
const FORM = cardOf({
  tag: 'form',
  name: 'fill',
  elements: [
    { tag: 'input', name: 'amount', required: true, max_length: 10, label: words('金额') },
    { tag: 'input', name: 'note' },
    {
      tag: 'select_static',
      name: 'stage',
      options: [
        { text: words('签约'), value: 's1' },
        { text: words('开工'), value: 's2' },
      ],
    },
    { tag: 'date_picker', name: 'day' },
    button('提交', { name: 'go', form_action_type: 'submit' }),
  ],
});
const DONE = cardOf({ tag: 'markdown', content: '已办' });

/** A card in the group, a service that answers as told, and chen's way to click. */
async function stageWith(card: object, answer: () => Answer) {
  const stage = await createStage();
  const hook = await createHook(stage.feishu, answer);
  const id = await send(stage.client, stage.group, card);
  const actionOf = (i: number) => {
    const received = hook.received[i];
    return received && Reflect.get(Object(openLetter(stage.feishu, received).event), 'action');
  };
  return { ...stage, ...hook, id, actionOf };
}

describe('a click', () => {
  test('shows the toast to the person and the new card to everybody', async () => {
    const { feishu, chen, lin, group, id, actionOf } = await stageWith(cardOf(button('签收')), () => ({
      body: { toast: { type: 'success', content: '已签收' }, card: { type: 'raw', data: DONE } },
    }));
    const result = await feishu.click(chen, id, '签收');
    expect(result).toMatchObject({
      toast: { type: 'success', content: '已签收' },
      card: DONE,
      error: undefined,
    });
    expect(actionOf(0)).toEqual({ tag: 'button', value: { act: '签收' } });
    expect(feishu.seen(group)).toMatchObject([{ text: '已办', versions: 2 }]);
    expect(feishu.toasts).toMatchObject([{ openId: chen.openId, content: '已签收' }]);
    await expect(feishu.click(lin, id, '签收')).rejects.toThrow('nothing on the card is called 签收');
  });

  test('sends the whole form, stamped and checked as the client does', async () => {
    const { feishu, chen, wu, id, actionOf, received } = await stageWith(FORM, () => ({}));
    const submit = (form: Record<string, unknown>) => feishu.click(chen, id, { on: 'go', form });
    await submit({ amount: '12.5', stage: 's2', day: '2026-06-30' });
    expect(actionOf(0)).toEqual({
      tag: 'button',
      name: 'go',
      value: { act: '提交' },
      form_value: { amount: '12.5', note: '', stage: 's2', day: '2026-06-30 +0800' },
      timezone: 'Asia/Shanghai',
    });
    await expect(submit({})).rejects.toThrow('amount is required');
    await expect(submit({ amount: '1', stage: 's9' })).rejects.toThrow('no option s9');
    await expect(submit({ amount: '12345678901' })).rejects.toThrow('too long');
    await expect(submit({ amount: '1', sum: '2' })).rejects.toThrow('no field sum');
    await expect(feishu.click(wu, id, 'go')).rejects.toThrow('not in this chat');
    expect(received).toHaveLength(1);
  });

  test.each<[string, Answer, number]>([
    ['500', { status: 500 }, 200671],
    ['204', { status: 204, text: '' }, 200671],
    ['text', { text: 'ok' }, 200672],
    ['an unknown toast', { body: { toast: { type: 'warn', content: 'x' } } }, 200672],
    ['an unknown field', { body: { message: 'x' } }, 200672],
    ['a card as a string', { body: { card: { type: 'raw', data: JSON.stringify(DONE) } } }, 200672],
    ['a card of 1.0', { body: { card: { type: 'raw', data: { elements: [] } } } }, 200830],
    ['a bad card', { body: { card: { type: 'raw', data: cardOf({ tag: 'note' }) } } }, 200673],
  ])('answered with %s shows an error to the person', async (_, answer, error) => {
    const { feishu, chen, group, id } = await stageWith(cardOf(button('签收')), () => answer);
    expect(await feishu.click(chen, id, '签收')).toMatchObject({ error, toast: undefined });
    expect(feishu.seen(group)[0]?.versions).toBe(1);
    expect(feishu.violations).toHaveLength(1);
  });

  test('is lost for good when the answer is late: callbacks are not retried', async () => {
    const { feishu, chen, id, received } = await stageWith(cardOf(button('签收')), () => 'hang');
    const clicked = feishu.click(chen, id, '签收');
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await feishu.advance(3000);
    expect(await clicked).toMatchObject({ error: 200341 });
    await feishu.advance(8 * 3_600_000);
    expect(received).toHaveLength(1);
  });

  test('finds nobody when the callback was not subscribed', async () => {
    const { feishu, chen, id, received } = await stageWith(cardOf(button('签收')), () => ({}));
    feishu.app.cardCallback = false;
    expect(await feishu.click(chen, id, '签收')).toMatchObject({ error: 200340 });
    expect(received).toEqual([]);
  });

  test('does nothing on old cards, disabled buttons and forwarded copies', async () => {
    const { feishu, chen, group, id } = await stageWith(
      cardOf(button('签收'), button('退办', { disabled: true })),
      () => ({}),
    );
    await expect(feishu.click(chen, id, '退办')).rejects.toThrow('disabled');
    const copy = feishu.forward(chen, id, group);
    await expect(feishu.click(chen, copy.messageId, '签收')).rejects.toThrow('forwarded');
    await feishu.advance(15 * 86_400_000);
    await expect(feishu.click(chen, id, '签收')).rejects.toThrow('14 days');
  });
});

describe('the delayed update', () => {
  const update = (client: Stage['client'], token: string, card: object = DONE) =>
    codeOf(
      client.request({ method: 'POST', url: '/open-apis/interactive/v1/card/update', data: { token, card } }),
    );

  test('works twice within 30 minutes', async () => {
    const { feishu, client, chen, group, id } = await stageWith(cardOf(button('签收')), () => ({}));
    const { token } = await feishu.click(chen, id, '签收');
    expect([await update(client, token), await update(client, token), await update(client, token)]).toEqual([
      0, 0, 300040,
    ]);
    expect(feishu.seen(group)).toMatchObject([{ text: '已办', versions: 3 }]);
    const second = await feishu.click(chen, await send(client, group, cardOf(button('签收'))), '签收');
    await feishu.advance(31 * 60_000);
    expect(await update(client, second.token)).toBe(300030);
    expect(await update(client, 'c-nothing')).toBe(300020);
  });

  test('is refused while the callback is still open', async () => {
    const stage = await createStage();
    const { feishu, client, chen, group } = stage;
    const codes: number[] = [];
    await createHook(feishu, async (one) => {
      const event = Object(openLetter(feishu, one).event);
      codes.push(await update(client, String(Reflect.get(event, 'token'))));
      return {};
    });
    const id = await send(client, group, cardOf(button('签收')));
    await feishu.click(chen, id, '签收');
    expect(codes).toEqual([300030]);
    expect(feishu.violations.map(({ breach }) => breach)).toEqual(['update-too-early']);
  });
});
