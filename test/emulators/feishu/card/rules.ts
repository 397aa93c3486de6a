import type { CardFault } from '../errors.ts';
import { CARD } from '../numbers.ts';
import { CELLS, chartSpec } from './display.ts';
import { FORM_ONLY_TAGS, formActionOf, INTERACTIVE_TAGS } from './inputs.ts';
import { isBuiltInColour, isBuiltInSize } from './parts.ts';
import { componentsOf, isRecord, type Placed, stringsOf, taggedObjects } from './walk.ts';

/** Rules of JSON 2.0 that look at more than one component (feishu.md 5.2, 5.3, 5.7, 5.8, 5.9). */
export interface CardView {
  card: Record<string, unknown>;
  placed: readonly Placed[];
  /** Keys of pictures that this app uploaded, ids of people it can see. */
  known: Known;
}
export interface Known {
  image: (key: string) => boolean;
  person: (id: string) => boolean;
}
type Rule = (view: CardView) => readonly CardFault[];

export const viewOf = (card: Record<string, unknown>, known: Known): CardView => ({
  card,
  placed: componentsOf(card),
  known,
});

const fault = (code: number, message: string, path = 'ROOT'): CardFault => ({ code, message, path });
const when = (broken: boolean, ...said: Parameters<typeof fault>) => (broken ? [fault(...said)] : []);
const inForm = ({ around }: Placed) => around.includes('form');
const each =
  (check: (placed: Placed, view: CardView) => readonly CardFault[]): Rule =>
  (view) =>
    view.placed.flatMap((placed) => check(placed, view));

/** 5.3: what must stand at the root, and what a container refuses. */
const ROOT_ONLY = ['form', 'table'];
const placement = each(({ tag, around, path }) => [
  ...when(ROOT_ONLY.includes(tag) && around.length > 0, 200621, `${tag} may only stand at the root`, path),
  // one page of the documents excludes it, so it is excluded (5.3)
  ...when(tag === 'chart' && around.includes('form'), 200621, 'chart may not stand in a form', path),
  ...when(around.length + 1 > CARD.depth, 200621, `nested deeper than ${CARD.depth} levels`, path),
]);

const formOnly = each((placed) => {
  const { tag, node, path } = placed;
  const bound = FORM_ONLY_TAGS.includes(tag) || (tag === 'select_img' && node.multi_select === true);
  const outside = !inForm(placed);
  return [
    ...when(bound && outside, 200621, `${tag} may only stand in a form`, path),
    ...when(outside && formActionOf(node) !== undefined, 200621, 'form_action_type is for forms', path),
  ];
});

/**
 * 5.2: fields need names in forms, and names are unique over the card. A button without one is found out when it is pressed
 * (3.5: 200530). A form has a way to be submitted (5.6). */
const names: Rule = ({ placed }) => {
  const nameless = placed.filter(
    (each) =>
      INTERACTIVE_TAGS.includes(each.tag) &&
      each.tag !== 'button' &&
      inForm(each) &&
      typeof each.node.name !== 'string',
  );
  const seen = new Map<string, string>();
  const twice = placed.flatMap(({ node, path }) => {
    if (typeof node.name !== 'string') return [];
    const first = seen.get(node.name);
    seen.set(node.name, path);
    return first === undefined ? [] : [fault(200621, `name ${node.name} is not unique`, path)];
  });
  return [...nameless.map(({ path }) => fault(200530, 'name is required in a form', path)), ...twice];
};

const submit: Rule = ({ placed }) =>
  placed
    .filter(({ tag }) => tag === 'form')
    .flatMap(({ path }) => {
      const buttons = placed.filter((each) => each.path.startsWith(`${path} -> `) && each.tag === 'button');
      const ready = buttons.some(({ node }) => formActionOf(node) === 'submit');
      return when(!ready, 200621, 'a form needs a submit button', path);
    });

const elementIds: Rule = ({ card }) => {
  const ids = taggedObjects(card).flatMap(({ element_id: id }) => (typeof id === 'string' ? [id] : []));
  const double = ids.find((id, i) => ids.indexOf(id) !== i);
  return when(double !== undefined, 300301, `element_id ${double} is not unique`);
};

/** 5.2, 4.6: counted are all objects with a tag; markdown tables are tables. */
const MARKDOWN_TABLE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$/gm;
const withoutCode = (text: string) => text.replaceAll(/```[\s\S]*?```/g, '');
const counts: Rule = ({ card, placed }) => {
  const elements = taggedObjects(card).length;
  const inText = placed
    .filter(({ tag }) => tag === 'markdown')
    .flatMap(({ node }) => [...withoutCode(String(node.content)).matchAll(MARKDOWN_TABLE)]);
  const tables = placed.filter(({ tag }) => tag === 'table').length + inText.length;
  return [
    ...when(elements > CARD.elements, 11310, `element exceeds the limit, ${elements} > ${CARD.elements}`),
    ...when(tables > CARD.tables, 11310, `card table number over limit, ${tables} > ${CARD.tables}`),
  ];
};

const tableRows = each(({ tag, node, path }) => {
  if (tag !== 'table' || !Array.isArray(node.columns) || !Array.isArray(node.rows)) return [];
  const types = new Map(
    node.columns.filter(isRecord).map((column) => [String(column.name), String(column.data_type)]),
  );
  return node.rows.filter(isRecord).flatMap((row, r) =>
    Object.entries(row).flatMap(([key, value]) => {
      const column = [...types.keys()].indexOf(key);
      const cell = Object.entries(CELLS).find(([type]) => type === types.get(key))?.[1];
      if (cell === undefined) return [fault(200915, `row key ${key} is not declared in columns`, path)];
      return when(
        !cell.safeParse(value).success,
        200914,
        `cell [${r}][${column}] is not ${types.get(key)}`,
        path,
      );
    }),
  );
});

const charts = each(({ tag, node, path }) => {
  if (tag !== 'chart') return [];
  const parsed = chartSpec.safeParse(node.chart_spec);
  return parsed.success ? [] : [fault(200550, `chart spec: ${parsed.error.issues[0]?.message}`, path)];
});

/** 5.1: an audio must not be forwarded. */
const audio: Rule = ({ card, placed }) => {
  const forward = isRecord(card.config) ? card.config.enable_forward : undefined;
  return when(
    placed.some(({ tag }) => tag === 'audio') && forward !== false,
    200621,
    'audio needs enable_forward:false',
  );
};

/** 5.1: a size or colour that is none of the platform's own must be declared in config.style. */
const STYLED: readonly { key: RegExp; isBuiltIn: (text: string) => boolean }[] = [
  { key: /^text_size$/, isBuiltIn: isBuiltInSize },
  {
    key: /(color|background_style)$/,
    isBuiltIn: (text) => BACKGROUNDS.includes(text) || isBuiltInColour(text),
  },
];
const BACKGROUNDS = ['none', 'laser'];
const customNames: Rule = ({ card }) => {
  const config = isRecord(card.config) ? card.config : {};
  const style = isRecord(config.style) ? config.style : {};
  const declared = Object.values(style).flatMap((group) => (isRecord(group) ? Object.keys(group) : []));
  const used = componentsAndHeader(card).filter(({ key, text }) =>
    STYLED.some((each) => each.key.test(key) && !each.isBuiltIn(text)),
  );
  return used.flatMap(({ text }) =>
    when(!declared.includes(text), 200621, `${text} is not declared in config.style`),
  );
};

/** Data of charts, tables and clicks are no style. */
const componentsAndHeader = (card: Record<string, unknown>) =>
  stringsOf(withoutData({ header: card.header, body: card.body }));
const DATA = new Set(['chart_spec', 'rows', 'behaviors', 'value']);
function withoutData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutData);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !DATA.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutData(inner)]));
}

/** 4.6: keys of pictures that were never uploaded here. */
const pictures: Rule = ({ card, known }) =>
  stringsOf({ header: card.header, body: card.body })
    .filter(({ key, text }) => key === 'img_key' && !known.image(text))
    .map(({ text }) => fault(200570, `image key ${text} is invalid`));

/** 5.5, 4.6: one person nobody knows spoils the card, unless drop_invalid_user_id says otherwise. */
const CALLED = /<(?:at|person)\s+(?:id|ids|user_id)=["']?([^"'\s>]+)["']?[^>]*>/g;
const people = each(({ tag, node, path }, { known }) => {
  const listed: unknown[] = tag === 'person_list' && Array.isArray(node.persons) ? node.persons : [];
  const drop = node.drop_invalid_user_id === true;
  const ids = [
    ...(tag === 'person' ? [String(node.user_id)] : []),
    ...(drop ? [] : listed.filter(isRecord).map(({ id }) => String(id))),
    ...(tag === 'markdown' || tag === 'div' ? mentionsIn(node) : []),
  ];
  const strange = ids.find((id) => id !== 'all' && !known.person(id));
  return when(strange !== undefined, 100290, `invalid user id ${strange}`, path);
});

const mentionsIn = (node: Record<string, unknown>): string[] =>
  stringsOf(node)
    .filter(({ key }) => key === 'content')
    .flatMap(({ text }) => [...text.matchAll(CALLED)].flatMap(([, ids]) => ids?.split(',') ?? []));

export const RULES: readonly Rule[] = [
  counts,
  placement,
  formOnly,
  names,
  submit,
  elementIds,
  tableRows,
  charts,
  audio,
  customNames,
  pictures,
  people,
];
