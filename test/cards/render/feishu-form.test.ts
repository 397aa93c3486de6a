import { describe, expect, test } from 'vitest';
import type { Block, FormBlock, Input } from '../../../cards/card.ts';
import { feishuCard } from '../../../cards/render/feishu.ts';
import { feishuClick, formValues } from '../../../cards/render/feishu/callback.ts';
import type { FormElement } from '../../../cards/render/feishu/types.ts';
import { words } from './feishu-reading.ts';

const submit = { label: '提交', action: 'test.close' as const, params: { code: 'SQ-1', version: 3 } };
const formOf = (...inputs: Input[]): FormBlock => ({ kind: 'form', name: 'close', inputs, submit });
const cardOf = (...blocks: Block[]) =>
  feishuCard(
    { title: '题', tone: 'info', summary: '概要', blocks },
    { publicUrl: 'https://zy.example.gov.cn', page: '/f/t' },
  );
const forms = (...blocks: Block[]): FormElement[] =>
  cardOf(...blocks).body.elements.flatMap((element) => (element.tag === 'form' ? [element] : []));
const fields = (...inputs: Input[]) => forms(formOf(...inputs))[0]?.elements ?? [];
const options = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ value: `v${i}`, label: `第${i}项` }));
const base = { name: 'n', label: '名称' };

describe('inputs', () => {
  test.each<[Input, object]>([
    [
      { ...base, kind: 'text', required: true, max: 60, placeholder: '与合同一致' },
      {
        tag: 'input',
        input_type: 'text',
        required: true,
        max_length: 60,
        label: { content: '名称（必填）' },
        placeholder: { content: '与合同一致' },
      },
    ],
    [
      { ...base, kind: 'longtext', value: 'a\nb', max: 5000 },
      { tag: 'input', input_type: 'multiline_text', max_length: 1000, default_value: 'a\nb' },
    ],
    [
      { ...base, kind: 'number', value: '12.5', max: 8 },
      { tag: 'input', max_length: 1000, default_value: '12.5', required: false },
    ],
    [
      { ...base, kind: 'month' },
      { tag: 'input', placeholder: { content: '如 2026-05' } },
    ],
    [
      { ...base, kind: 'day', value: '2026-05-31' },
      { tag: 'date_picker', initial_date: '2026-05-31', required: false },
    ],
    [
      { ...base, kind: 'day', value: '5月底' },
      { tag: 'input', default_value: '5月底' },
    ],
    [
      { ...base, kind: 'flag', value: 'true' },
      { tag: 'checker', name: 'n', checked: true, text: { content: '名称' } },
    ],
    [
      { ...base, kind: 'choice', required: true, options: options(2), value: 'v1' },
      { tag: 'select_static', initial_option: 'v1', options: [{ value: 'v0' }, { value: 'v1' }] },
    ],
    [
      { ...base, kind: 'choice', options: options(1) },
      { tag: 'select_static', options: [{ value: 'v0' }, { text: { content: '（不选）' }, value: '-' }] },
    ],
    [
      { ...base, kind: 'choices', options: options(3), value: ['v2', 'v9'] },
      { tag: 'multi_select_static', required: false, selected_values: ['v2'] },
    ],
    [{ ...base, kind: 'choice' }, { tag: 'input' }],
  ])('%j', (input, element) => expect(fields(input)).toContainEqual(expect.objectContaining(deep(element))));

  test('a hint stands under its input, a label above a picker', () => {
    const [label, picker, hint] = fields({ ...base, kind: 'day', hint: '以施工许可证为准' });
    expect([label, hint]).toMatchObject([
      { text: { content: '名称' } },
      { text: { content: '以施工许可证为准', text_size: 'notation' } },
    ]);
    expect(picker).toMatchObject({ tag: 'date_picker' });
  });
});

/** Objects within are compared by what they have to hold. */
const deep = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      Array.isArray(child)
        ? child.map((item) => (typeof item === 'object' ? expect.objectContaining(deep(item)) : item))
        : typeof child === 'object'
          ? expect.objectContaining(deep(child))
          : child,
    ]),
  );

describe('submit', () => {
  const button = forms(formOf())[0]?.elements.at(-1);
  test('carries the action in its value and once more in its name', () => {
    expect(button).toMatchObject({ tag: 'button', form_action_type: 'submit', type: 'primary_filled' });
    const { name, value } =
      button && 'form_action_type' in button
        ? { name: button.name, value: button.behaviors[0]?.value }
        : { name: '', value: undefined };
    const expected = { action: submit.action, params: submit.params };
    expect(feishuClick({ value })).toEqual(expected);
    expect(feishuClick({ name })).toEqual(expected);
  });
});

describe('names', () => {
  test('are unique across the card, and lead back to the inputs', () => {
    const [first, second] = forms(
      formOf({ ...base, kind: 'text' }, { ...base, name: '1.x', kind: 'text' }),
      formOf({ ...base, kind: 'text' }),
    );
    const names = [first, second].flatMap((form) =>
      form ? [form.name, ...form.elements.map((e) => ('name' in e ? e.name : ''))] : [],
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.slice(0, 3)).toEqual(['close', 'n', '1.1.x']);
    expect(formValues({ n: 'a', '2.n': 'b', '1.1.x': 'c' })).toEqual({ n: 'b', '1.x': 'c' });
  });
});

describe('what comes back', () => {
  test('in the words of every channel', () => {
    const back = {
      text: 'x',
      day: '2025-06-10 +0800',
      flag: true,
      off: false,
      many: ['a', 'b'],
      none: '-',
      empty: '',
      gone: null,
      odd: { a: 1 },
      mixed: ['a', 1],
    };
    expect(formValues(back)).toEqual({
      text: 'x',
      day: '2025-06-10',
      flag: 'true',
      off: 'false',
      many: ['a', 'b'],
      none: '',
      empty: '',
      gone: '',
      mixed: ['a'],
    });
  });
  test.each([undefined, null, 'x', 7, []])('no form values in %j', (value) =>
    expect(formValues(value)).toEqual({}),
  );
  test.each([
    {},
    { value: 'text' },
    { value: { act: 'x' } },
    { value: { action: 7 } },
    { value: { action: 'test.b', params: { deep: {} } } },
    { value: { pick: true }, option: 'not json' },
    { name: '%%%' },
  ])('no action in %j', (clicked) => expect(feishuClick(clicked)).toBeUndefined());
});

describe('a form with more than a card holds', () => {
  const post = (name: string): Input => ({
    name,
    label: name,
    kind: 'choice',
    options: options(128),
    value: 'v7',
  });
  test('has its longest lists typed by name instead of picked', () => {
    const [form] = forms(formOf({ ...base, kind: 'choice', options: options(5) }, post('p1'), post('p2')));
    const kinds = form?.elements.flatMap((e) =>
      'name' in e && e.tag !== 'button' ? [`${e.name} ${e.tag}`] : [],
    );
    expect(kinds).toEqual(['n select_static', 'p1 input', 'p2 select_static']);
    expect(JSON.stringify(form)).toContain('"default_value":"第7项"');
    expect(JSON.stringify(form)).toContain('可填 128 种，如“第0项”“第1项”');
  });
  test('or what an input cannot hold, is on its page', () => {
    const card = cardOf(formOf({ ...base, kind: 'longtext', value: '长'.repeat(1001) }));
    expect(words(card)).toContain('篇幅所限，未显示：表单 1 个。');
    expect(JSON.stringify(card)).toContain('https://zy.example.gov.cn/f/t');
  });
});
