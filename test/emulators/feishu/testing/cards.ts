/** Pieces of cards for the emulator's tests: the smallest JSON 2.0 that is right. */

export const words = (content: string) => ({ tag: 'plain_text', content });
export const md = (content: string) => ({ tag: 'markdown', content });
export const callback = { behaviors: [{ type: 'callback', value: { act: 'x' } }] };
export const button = (more: object = {}) => ({ tag: 'button', text: words('好'), ...callback, ...more });
export const submit = button({ name: 'go', form_action_type: 'submit' });
export const form = (...elements: object[]) => ({ tag: 'form', name: 'f', elements: [...elements, submit] });
export const columns = (...elements: object[]) => ({
  tag: 'column_set',
  columns: [{ tag: 'column', elements }],
});
export const panel = (...elements: object[]) => ({
  tag: 'collapsible_panel',
  header: { title: words('更多') },
  elements,
});
export const option = (value: string) => ({ text: words(value), value });
export const table = (rows: object[] = [], more: object = {}) => ({
  tag: 'table',
  columns: [
    { name: 'no', data_type: 'text' },
    { name: 'n', data_type: 'number', format: { precision: 2, separator: true } },
    { name: 'st', data_type: 'options' },
    { name: 'due', data_type: 'date', date_format: 'MM/DD' },
    { name: 'who', data_type: 'persons' },
  ],
  rows,
  ...more,
});
export const card = (...elements: object[]) => ({
  schema: '2.0',
  config: { update_multi: true },
  body: { elements },
});
