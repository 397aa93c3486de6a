import { describe, expect, test } from 'vitest';
import { checkCard } from './feishu/card/check.ts';
import { button, card, columns, form, md, option, panel, submit, words } from './feishu/testing/cards.ts';

const known = { image: () => true, person: () => true };
const faultOf = (value: unknown) => checkCard(value, known).fault;

/** What the platform's own pages have in their examples, some of it left over from 1.0. */
describe('what the official pages show', () => {
  const icon = {
    tag: 'standard_icon',
    token: 'down_outlined',
    color: '',
    img_key: 'img_1',
    size: '16px 16px',
  };
  const input = (more: object) => card(form({ tag: 'input', name: 'a', ...more }));
  const pressed = (more: object) => card({ tag: 'button', text: words('好'), ...more });

  test.each<[string, object]>([
    ['a button that does nothing', pressed({})],
    ['a button without words', pressed({ text: words(''), behaviors: [] })],
    [
      'a button of 1.0',
      pressed({ value: { a: 1 }, url: 'https://a.cn', multi_url: { pc_url: 'https://a.cn' } }),
    ],
    ['tips that say nothing', pressed({ hover_tips: {}, disabled_tips: {}, confirm: {} })],
    ['a callback whose value is a text', pressed({ behaviors: [{ type: 'callback', value: 'x' }] })],
    [
      'a submit by the word of 1.0',
      card({ tag: 'form', name: 'f', elements: [{ ...button(), action_type: 'form_submit' }] }),
    ],
    [
      'a submit without behaviors',
      card({ tag: 'form', name: 'f', elements: [{ ...submit, behaviors: undefined }] }),
    ],
    ['a nameless button in a form', card(form(button()))],
    ['required outside a form', card({ tag: 'input', required: true })],
    ['a checker that calls nobody', card({ tag: 'checker', text: { ...words('是'), text_size: 'normal' } })],
    [
      'an input with everything',
      input({
        fallback: { tag: 'fallback_text' },
        i18n_default_value: { zh_cn: '一' },
        disabled_tips: words('否'),
        value: 'x',
        show_icon: true,
      }),
    ],
    [
      'an empty choice',
      card({ tag: 'select_static', initial_option: '', options: [option('1')], width: '' }),
    ],
    ['a picture without alt', card({ tag: 'img', img_key: 'img_1', size: '21:9', mode: 'large' })],
    [
      'fields of a div',
      card({ tag: 'div', fields: [{ is_short: false, text: { tag: 'lark_md', content: '*一*' } }] }),
    ],
    [
      'a panel’s arrow',
      card({ ...panel(md('一')), header: { title: words('更多'), icon, position: 'top' } }),
    ],
    ['a spacing by default', card({ ...columns(md('一')), horizontal_spacing: 'default' })],
    ['light_grey', card({ tag: 'div', text: { ...words('注'), text_color: 'light_grey' } })],
    ['a header alone', { schema: '2.0', header: { title: words('题') } }],
    ['what old clients show', { ...card(), fallback: {}, i18n_header: { en_us: { title: words('T') } } }],
    ['wide_screen_mode', { ...card(), config: { wide_screen_mode: true } }],
    ['one platform’s link', { ...card(), card_link: { pc_url: 'https://a.cn' } }],
    [
      'styles by any name',
      {
        ...card({ ...md('一'), text_size: 'mine' }, { ...columns(md('二')), background_style: 'sky' }),
        config: {
          style: {
            text_size: { mine: { default: 'medium', pc: 'medium', mobile: 'large' } },
            color: { sky: { light_mode: 'rgba(5,157,178,0.52)', dark_mode: 'rgba(78,23,108,0.49)' } },
          },
        },
      },
    ],
  ])('%s', (_, one) => expect(faultOf(one)).toBeUndefined());

  test.each<[string, object]>([
    ['a size that is not declared', card({ ...md('一'), text_size: 'mine' })],
    ['a colour that is not declared', card({ ...columns(md('二')), background_style: 'sky' })],
    ['a property that no page has', pressed({ onclick: 'x' })],
  ])('but not %s', (_, one) => expect(faultOf(one)).toMatchObject({ code: 200621 }));
});
