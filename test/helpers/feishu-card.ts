import type { ActionButton, ActionRef, Block, Button, Card, Input, Tone } from '../../cards/card.ts';
import { bareName, FEISHU_NONE } from '../../cards/render/feishu/callback.ts';
import type {
  ButtonElement,
  ChartElement,
  ColumnSetElement,
  FeishuCard,
  FieldElement,
  FormElement,
  FormChild,
  MarkdownElement,
  RootElement,
  SelectElement,
  SubmitElement,
  TableElement,
  Template,
} from '../../cards/render/feishu/types.ts';

/**
 * A Feishu card read back into the grammar of cards/card.ts, as far as tests look at it: its words, its tables, its
 * forms and what its buttons do. Emphasis and links within a text are not kept.
 */
export function readCard({ header, config, body }: FeishuCard): Card {
  return {
    title: header.title.content,
    ...(header.subtitle ? { subtitle: header.subtitle.content } : {}),
    tone: TONES[header.template],
    summary: config.summary.content,
    blocks: body.elements.flatMap(blocksOf),
  };
}

const TONES: Readonly<Record<Template, Tone>> = {
  blue: 'info',
  green: 'good',
  orange: 'warn',
  red: 'bad',
  grey: 'quiet',
};

function blocksOf(element: RootElement | FormChild): Block[] {
  switch (element.tag) {
    case 'div':
      return [{ kind: element.text.text_size === 'notation' ? 'note' : 'text', text: element.text.content }];
    case 'markdown':
      return [markdownBlock(element)];
    case 'hr':
      return [{ kind: 'rule' }];
    case 'img':
      return [{ kind: 'image', file: element.img_key, alt: element.alt.content }];
    case 'chart':
      return [chartBlock(element)];
    case 'button':
      return [{ kind: 'actions', buttons: [buttonIn(element)] }];
    case 'column_set':
      return columnBlocks(element);
    case 'collapsible_panel': {
      const blocks = element.elements.flatMap(blocksOf).filter((block) => block.kind !== 'form');
      return [
        {
          kind: 'fold',
          title: element.header.title.content,
          blocks: blocks.filter((block) => block.kind !== 'fold'),
        },
      ];
    }
    case 'table':
      return [tableBlock(element)];
    case 'form':
      return [formBlock(element)];
    case 'select_static':
      return 'behaviors' in element ? [linksOf(picks(element))] : [];
    default:
      return [];
  }
}

const FIELD = /^<font color='grey'>(?<label>.*?)<\/font>(?:<br\/>|\u3000)(?<value>.*)$/s;

/** A markdown element: pairs of label and value, a table written in markdown, or a text. */
function markdownBlock({ content, text_size: size }: MarkdownElement): Block {
  if (size === 'notation') return { kind: 'note', text: wordsOfMarkdown(content) };
  if (content.startsWith('| ')) return markdownTable(content);
  // The lines of many pairs are told from the two lines of one by the wide space after the label.
  const lines = content.includes('</font>\u3000') ? content.split('<br/>') : [content];
  const items = lines.flatMap((line) => {
    const { label, value } = FIELD.exec(line)?.groups ?? {};
    return label === undefined
      ? []
      : [{ label: wordsOfMarkdown(label), value: wordsOfMarkdown(value ?? '') }];
  });
  const isFields = items.length > 0 && items.length === lines.length;
  return isFields ? { kind: 'fields', items } : { kind: 'text', text: wordsOfMarkdown(content) };
}

/** A chart by what it names; its values are not looked at. */
function chartBlock({ chart_spec: { type, data } }: ChartElement): Block {
  const named = (key: 'category' | 'series') => [...new Set(data.values.map((datum) => datum[key]))];
  const series = named('series').map((name) => ({ name, values: [] }));
  return { kind: 'chart', title: '', shape: type, unit: '', categories: named('category'), series };
}

function columnBlocks({ columns }: ColumnSetElement): Block[] {
  const blocks = columns.flatMap(({ elements }) => elements.flatMap(blocksOf));
  const buttons = blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : []));
  const links = buttons.flatMap((button) => ('action' in button && isLink(button) ? [button] : []));
  const others = buttons.filter((button) => !('action' in button && isLink(button)));
  return [
    ...blocks.filter((block) => block.kind !== 'actions'),
    ...(links.length > 0 ? [linksOf(links)] : []),
    ...(others.length > 0 ? [{ kind: 'actions' as const, buttons: others }] : []),
  ];
}

/** What a text links to stands below it as buttons with this sign. */
const LINK = / ›$/;
const isLink = ({ label }: Button): boolean => LINK.test(label);

const linksOf = (refs: readonly ActionButton[]): Block => ({
  kind: 'note',
  text: refs.map(({ label, ...link }) => ({ text: label.replace(LINK, ''), link })),
});

function buttonIn({ text, behaviors: [behavior] }: ButtonElement | SubmitElement): Button {
  const label = text.content;
  if (behavior?.type === 'open_url') return { label, page: new URL(behavior.default_url).pathname };
  return { label, ...(behavior?.value ?? { action: '' }) } as ActionButton;
}

const submitIn = ({ text, behaviors: [behavior] }: SubmitElement): ActionButton =>
  ({ label: text.content, ...(behavior?.value ?? { action: '' }) }) as ActionButton;

/** What the cells of a table link to, out of the list below it. */
const picks = ({ options }: SelectElement): ActionButton[] =>
  options.map(({ text, value }) => ({ label: text.content, ...(JSON.parse(value) as ActionRef) }));

function tableBlock({ columns, rows }: TableElement): Block {
  return {
    kind: 'table',
    columns: columns.map(({ display_name: label }) => ({ label: label.trim() })),
    rows: rows.map((row) =>
      columns.map(({ name, data_type: type }) =>
        type === 'text' ? (row[name] ?? '') : wordsOfMarkdown(row[name] ?? ''),
      ),
    ),
  };
}

function markdownTable(content: string): Block {
  const cells = (line: string) => line.split('|').slice(1, -1).map(wordsOfMarkdown);
  const [head = '', _rule, ...rows] = content.split('\n');
  return { kind: 'table', columns: cells(head).map((label) => ({ label })), rows: rows.map(cells) };
}

function formBlock({ name, elements }: FormElement): Block {
  const submit = elements.find(
    (element): element is SubmitElement => element.tag === 'button' && 'form_action_type' in element,
  );
  if (!submit) throw new Error(`the form ${name} has no button to submit it`);
  const inputs = elements.flatMap((element, i) => {
    if (!isField(element)) return [];
    const before = elements[i - 1];
    const after = elements[i + 1];
    const hint = after?.tag === 'div' && after.text.text_size === 'notation' ? after.text.content : undefined;
    return [
      {
        ...inputIn(element, before?.tag === 'div' ? before.text.content : ''),
        ...(hint === undefined ? {} : { hint }),
      },
    ];
  });
  return { kind: 'form', name: bareName(name), inputs, submit: submitIn(submit) };
}

const isField = (element: FormChild): element is FieldElement =>
  'name' in element && element.tag !== 'button';

const REQUIRED = '（必填）';

function inputIn(field: FieldElement, labelBefore: string): Input {
  const label = 'label' in field ? field.label.content : 'text' in field ? field.text.content : labelBefore;
  const isRequired = field.tag !== 'checker' && field.required;
  const options = 'options' in field ? field.options.filter(({ value }) => value !== FEISHU_NONE) : undefined;
  const value = valueIn(field);
  return {
    name: bareName(field.name),
    label: label.replace(REQUIRED, ''),
    kind: KINDS[field.tag](field),
    ...(isRequired ? { required: true } : {}),
    ...(value === undefined ? {} : { value }),
    ...(options ? { options: options.map((one) => ({ value: one.value, label: one.text.content })) } : {}),
  };
}

/** Numbers and months are typed as text on Feishu, so nothing tells them from it. */
const KINDS: Readonly<Record<FieldElement['tag'], (field: FieldElement) => Input['kind']>> = {
  input: (field) => ('input_type' in field && field.input_type === 'multiline_text' ? 'longtext' : 'text'),
  select_static: () => 'choice',
  multi_select_static: () => 'choices',
  date_picker: () => 'day',
  checker: () => 'flag',
};

function valueIn(field: FieldElement): Input['value'] {
  switch (field.tag) {
    case 'input':
      return field.default_value;
    case 'select_static':
      return field.initial_option;
    case 'multi_select_static':
      return field.selected_values;
    case 'date_picker':
      return field.initial_date;
    case 'checker':
      return String(field.checked);
  }
}

const MARKS: readonly [RegExp, string][] = [
  [/<br\s*\/?>/g, '\n'],
  [/<[^>]*>/g, ''],
  [/\[([^\]]*)\]\([^)]*\)/g, '$1'],
  [/\*\*|\u200B/g, ''],
  [/&sim;/g, '~'],
];

/** What a person reads of a text in markdown. */
function wordsOfMarkdown(markdown: string): string {
  return MARKS.reduce((text, [mark, words]) => text.replaceAll(mark, words), markdown)
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .trim();
}
