import { describe, expect, test } from 'vitest';
import { checkCard } from './feishu/card/check.ts';
import {
  words,
  md,
  callback,
  button,
  submit,
  form,
  columns,
  panel,
  option,
  table,
  card,
} from './feishu/testing/cards.ts';

const known = { image: (key: string) => key === 'img_1', person: (id: string) => id === 'ou_1' };
const faultOf = (value: unknown) => checkCard(value, known).fault;

describe('cards the platform takes', () => {
  test.each<[string, object]>([
    [
      'every way to show text',
      card(
        md('一'),
        { tag: 'hr' },
        { tag: 'div', text: { ...words('注'), text_size: 'notation', text_color: 'grey' } },
      ),
    ],
    [
      'header in full',
      {
        ...card(md('一')),
        header: {
          title: words('标题'),
          subtitle: words('副题'),
          template: 'carmine',
          icon: { tag: 'standard_icon', token: 'alarm_outlined', color: 'red-500' },
          text_tag_list: [{ tag: 'text_tag', text: words('特急'), color: 'red' }],
          padding: '12px 8px',
        },
      },
    ],
    [
      'a form with every kind of field',
      card(
        form(
          {
            tag: 'input',
            name: 'a',
            required: true,
            label: words('标题'),
            input_type: 'multiline_text',
            rows: 4,
            max_length: 1000,
          },
          {
            tag: 'select_static',
            name: 'b',
            options: [option('1'), option('2')],
            initial_option: '2',
            width: 'fill',
          },
          {
            tag: 'multi_select_static',
            name: 'c',
            required: false,
            options: [option('1')],
            selected_values: ['1'],
          },
          { tag: 'select_person', name: 'd', options: [] },
          { tag: 'multi_select_person', name: 'e' },
          { tag: 'date_picker', name: 'g', initial_date: '2026-06-30' },
          { tag: 'picker_time', name: 'h', placeholder: words('时间') },
          { tag: 'picker_datetime', name: 'i', initial_datetime: '2026-06-30 09:30' },
          { tag: 'checker', name: 'j', checked: true, text: words('是') },
          columns(button({ name: 'reset', form_action_type: 'reset', behaviors: undefined })),
        ),
      ),
    ],
    [
      'a table of every type',
      card(
        table([
          { no: '1', n: 1.5, st: [{ text: '在谈', color: 'blue' }], due: 1767150000000, who: ['ou_1'] },
          { st: '开工' },
        ]),
      ),
    ],
    ['two tables with the same columns', card(table([{ no: '1' }]), table([{ no: '2' }]))],
    [
      'a chart',
      card({
        tag: 'chart',
        aspect_ratio: '16:9',
        color_theme: 'brand',
        chart_spec: { type: 'bar', data: { values: [{ d: '一', n: 1 }] }, xField: 'd', yField: 'n' },
      }),
    ],
    [
      'panels, columns and containers',
      card(panel(columns(md('一'), { tag: 'interactive_container', ...callback, elements: [md('二')] }))),
    ],
    [
      'a picture and people',
      card(
        { tag: 'img', img_key: 'img_1', alt: words('图') },
        { tag: 'person', user_id: 'ou_1', show_name: true },
        { tag: 'person_list', persons: [{ id: 'ou_gone' }], drop_invalid_user_id: true },
      ),
    ],
    [
      'a link beside a callback',
      card(
        button({
          behaviors: [...callback.behaviors, { type: 'open_url', default_url: 'https://a.cn/b?c=%E4%B8%80' }],
        }),
      ),
    ],
    [
      'custom sizes and colours that are declared',
      {
        ...card({ ...md('一'), text_size: 'cus-0' }),
        config: {
          update_multi: true,
          style: { text_size: { 'cus-0': { default: 'medium', mobile: 'small' } } },
        },
      },
    ],
  ])('%s', (_, value) => {
    expect(faultOf(JSON.parse(JSON.stringify(value)))).toBeUndefined();
  });
});

describe('cards it refuses', () => {
  const many = (count: number, of: object) => Array.from({ length: count }, () => of);
  test.each<[string, unknown, number, string]>([
    ['no card', 'x', 200621, 'ROOT'],
    ['JSON 1.0', { elements: [] }, 200621, 'ROOT -> schema'],
    ['an unknown tag', card({ tag: 'note' }), 200861, '[0](tag: note)'],
    ['the action module of 1.0', card({ tag: 'action', actions: [] }), 200861, '(tag: action)'],
    ['an unknown property', card({ ...md('一'), bold: true }), 200621, '(tag: markdown)'],
    [
      'an unknown property deep inside',
      card(panel(columns({ ...md('一'), x: 1 }))),
      200621,
      'elements -> [0](tag: markdown)',
    ],
    ['update_multi:false', { ...card(), config: { update_multi: false } }, 200621, 'update_multi'],
    [
      'a header without a title',
      { ...card(), header: { template: 'blue' } },
      200621,
      'ROOT -> header -> title',
    ],
    [
      'a colour that is none',
      { ...card(), header: { title: words('一'), template: 'pink' } },
      200621,
      'template',
    ],
    [
      'four text tags',
      {
        ...card(),
        header: { title: words('一'), text_tag_list: many(4, { tag: 'text_tag', text: words('一') }) },
      },
      200621,
      'text_tag_list',
    ],
    ['201 elements', card(...many(201, md('一'))), 11310, 'ROOT'],
    [
      '101 divs, whose text counts as well',
      card(...many(101, { tag: 'div', text: words('一') })),
      11310,
      'ROOT',
    ],
    ['six tables', card(...many(6, table())), 11310, 'ROOT'],
    [
      'five tables and one in markdown',
      card(...many(5, table()), md('| a | b |\n| --- | --- |\n| 1 | 2 |')),
      11310,
      'ROOT',
    ],
    ['six levels', card(panel(panel(panel(panel(panel(md('一'))))))), 200621, '(tag: markdown)'],
    ['a form in columns', card(columns(form())), 200621, '(tag: form)'],
    ['a table in a panel', card(panel(table())), 200621, '(tag: table)'],
    [
      'a chart in a form',
      card(form({ tag: 'chart', chart_spec: { type: 'bar', data: { values: [] } } })),
      200621,
      '(tag: chart)',
    ],
    ['a form without submit', card({ tag: 'form', name: 'f', elements: [md('一')] }), 200621, '(tag: form)'],
    ['a nameless field', card(form({ tag: 'input' })), 200530, '(tag: input)'],
    ['one name twice', card(form({ tag: 'input', name: 'go' })), 200621, '(tag: button)'],
    [
      'one element_id twice',
      card({ ...md('一'), element_id: 'a' }, { ...md('二'), element_id: 'a' }),
      300301,
      'ROOT',
    ],
    [
      'a multi select outside a form',
      card({ tag: 'multi_select_static', options: [option('1')] }),
      200621,
      '(tag: multi_select_static)',
    ],
    ['a submit outside a form', card(submit), 200621, '(tag: button)'],
    [
      'a link that is not encoded',
      card({ ...button(), behaviors: [{ type: 'open_url', default_url: 'https://a.cn/招商' }] }),
      200621,
      'default_url',
    ],
    [
      'a javascript link',
      card({ ...button(), behaviors: [{ type: 'open_url', default_url: 'javascript:alert(1)' }] }),
      200621,
      'default_url',
    ],
    ['a button text of 101 characters', card(button({ text: words('一'.repeat(101)) })), 200621, 'text'],
    ['max_length 1001', card(form({ tag: 'input', name: 'a', max_length: 1001 })), 200621, 'max_length'],
    [
      'equal option values',
      card({ tag: 'select_static', options: [option('1'), option('1')] }),
      200621,
      'options',
    ],
    [
      'an initial option that is none',
      card({ tag: 'select_static', options: [option('1')], initial_option: '2' }),
      200621,
      '(tag: select_static)',
    ],
    ['a picker without placeholder', card({ tag: 'picker_time' }), 200621, '(tag: picker_time)'],
    [
      'a column of weight 6',
      card({ tag: 'column_set', columns: [{ tag: 'column', weight: 6 }] }),
      200621,
      'weight',
    ],
    ['a margin of 100px', card({ ...md('一'), margin: '100px' }), 200621, 'margin'],
    ['page_size 11', card(table([], { page_size: 11 })), 200621, 'page_size'],
    ['a cell of another type', card(table([{ n: '1' }])), 200914, '(tag: table)'],
    ['a cell without a column', card(table([{ x: '1' }])), 200915, '(tag: table)'],
    [
      'a chart of no known type',
      card({ tag: 'chart', chart_spec: { type: 'sankey', data: { values: [] } } }),
      200550,
      '(tag: chart)',
    ],
    [
      'a picture that was never uploaded',
      card({ tag: 'img', img_key: 'img_2', alt: words('图') }),
      200570,
      'ROOT',
    ],
    ['a person nobody knows', card({ tag: 'person', user_id: 'ou_2' }), 100290, '(tag: person)'],
    [
      'a face nobody knows',
      card(md("<person id='ou_2' show_name=false></person>")),
      100290,
      '(tag: markdown)',
    ],
    ['an @ nobody knows', card(md('<at id=ou_2></at>')), 100290, '(tag: markdown)'],
    [
      'a list with a person nobody knows',
      card({ tag: 'person_list', persons: [{ id: 'ou_2' }] }),
      100290,
      '(tag: person_list)',
    ],
    ['a custom size that is not declared', card({ ...md('一'), text_size: 'cus-1' }), 200621, 'ROOT'],
    ['a forwardable audio', card({ tag: 'audio', file_key: 'k' }), 200621, 'ROOT'],
  ])('%s', (_, value, code, path) => {
    expect(faultOf(value)).toMatchObject({ code, path: expect.stringContaining(path) });
  });
});
