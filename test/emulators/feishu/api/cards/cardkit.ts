import { z } from 'zod';
import { isRecord } from '../../card/walk.ts';
import { bodyOf, type Call } from '../call.ts';
import { readCard } from '../content.ts';
import { Refusal, type Code } from '../../errors.ts';
import { PER_ENTITY, TIMES } from '../../numbers.ts';
import type { CardEntity } from '../../state/cards.ts';
import { changeContent } from '../../state/message.ts';
import type { World } from '../../state/world.ts';
import { endOf, findElement, wordsOf } from './elements.ts';

/** Card entities: made, sent once, and changed part by part (feishu.md 5.10). */

const source = z.object({ type: z.enum(['card_json', 'template']), data: z.string() });

export function create(world: World, call: Call): object {
  const card = cardIn(world, bodyOf(call, source));
  const cardId = `7${BigInt(`0x${world.random.hex(14)}`)
    .toString()
    .padStart(18, '0')
    .slice(0, 18)}`;
  world.entities.set(cardId, {
    cardId,
    card,
    createdAt: world.now(),
    sequence: 0,
    uuids: new Map(),
    messageId: undefined,
  });
  return { card_id: cardId };
}

function cardIn(world: World, { type, data }: z.infer<typeof source>): Record<string, unknown> {
  const parsed = jsonOf(data);
  return readCard(type === 'template' ? { type, data: parsed } : parsed, world.resources);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(99992402, 'data is no JSON');
  }
}

const convertBody = z.object({ message_id: z.string() });

/** The entity behind a message; a card that was sent as it is becomes one. */
export function convert(world: World, call: Call): object {
  const { message_id: messageId } = bodyOf(call, convertBody);
  const known = [...world.entities.values()].find((each) => each.messageId === messageId);
  if (known) return { card_id: known.cardId };
  const message = world.messages.get(messageId);
  if (message?.type !== 'interactive' || message.sender.id !== world.app.appId) throw new Refusal(99992354);
  const made = create(world, { ...call, body: { type: 'card_json', data: JSON.stringify(message.content) } });
  const entity = world.entities.get(String(Reflect.get(made, 'card_id')));
  if (entity) entity.messageId = messageId;
  return made;
}

const change = z.object({ sequence: z.int().min(1).max(2_147_483_647), uuid: z.string().max(64).optional() });
type Card = Record<string, unknown>;
type Change = (card: Card) => void;

/** One change of an entity: in order, within its quota, and leaving a card that may be shown. */
function changed(world: World, call: Call, work: Change): object {
  const { sequence, uuid } = bodyOf(call, change);
  const entity = entityOf(world, call);
  const mark = call.raw.toString('utf8');
  const before = uuid === undefined ? undefined : entity.uuids.get(uuid);
  if (before === mark) return {};
  if (before !== undefined) throw new Refusal(200770);
  if (sequence <= entity.sequence) throw new Refusal(300317);
  const card = structuredClone(entity.card);
  work(card);
  readCard(card, world.resources);
  takeTurn(world, entity);
  entity.card = card;
  entity.sequence = sequence;
  if (uuid !== undefined) entity.uuids.set(uuid, mark);
  const message = world.messages.get(entity.messageId ?? '');
  if (message) changeContent(message, 'cardkit', card, world.now());
  return {};
}

function entityOf(world: World, { params }: Call): CardEntity {
  const entity = world.entities.get(params.card_id ?? '');
  if (!entity) throw new Refusal(200740);
  if (world.now() - entity.createdAt > TIMES.cardLife) throw new Refusal(200750);
  return entity;
}

const isStreaming = (card: Card): boolean => isRecord(card.config) && card.config.streaming_mode === true;

function takeTurn(world: World, { cardId, card }: CardEntity): void {
  if (isStreaming(card)) return;
  if (world.quotas.take(`entity ${cardId}`, PER_ENTITY, world.now()) > 0) throw new Refusal(99991400);
}

/** What each change does, by the name that a batch gives it; all of it is in `params`. */
const ACTIONS = {
  partial_update_setting: (params) => (card) => {
    const { settings } = checked(
      z.object({ settings: z.union([z.string(), z.record(z.string(), z.unknown())]) }),
      params,
    );
    merge(card, settings);
  },
  add_elements: (params) => (card) => {
    const {
      type,
      target_element_id: target,
      elements,
    } = checked(
      z.object({
        type: z.enum(['insert_before', 'insert_after', 'append']),
        target_element_id: z.string().optional(),
        elements: z.union([z.string(), z.array(z.unknown())]),
      }),
      params,
    );
    const added: unknown = typeof elements === 'string' ? jsonOf(elements) : elements;
    if (!Array.isArray(added)) throw new Refusal(99992402, 'elements');
    if (type === 'append') return void demand(endOf(card, target), 300313).push(...added);
    const place = demand(findElement(card, target ?? ''), 300313);
    place.list.splice(type === 'insert_before' ? place.at : place.at + 1, 0, ...added);
  },
  delete_elements: (params) => (card) => {
    const { element_ids: ids } = checked(z.object({ element_ids: z.array(z.string()).min(1) }), params);
    for (const id of ids) {
      const { list, at } = demand(findElement(card, id), 300313);
      list.splice(at, 1);
    }
  },
  update_element: (params) => (card) => {
    const { element_id: id, element } = checked(
      z.object({ element_id: z.string(), element: z.union([z.string(), z.record(z.string(), z.unknown())]) }),
      params,
    );
    const { list, at } = demand(findElement(card, id), 300313);
    list[at] = typeof element === 'string' ? jsonOf(element) : element;
  },
  partial_update_element: (params) => (card) => {
    const { element_id: id, partial_element: part } = checked(
      z.object({
        element_id: z.string(),
        partial_element: z.union([z.string(), z.record(z.string(), z.unknown())]),
      }),
      params,
    );
    merge(demand(findElement(card, id), 300313).node, part);
  },
  // not in a batch: text as it is being written
  content: (params) => (card) => {
    const { element_id: id, content: text } = checked(
      z.object({ element_id: z.string(), content: z.string() }),
      params,
    );
    if (!isStreaming(card)) throw new Refusal(300309);
    demand(wordsOf(demand(findElement(card, id), 300313).node), 300310).content = text;
  },
} as const satisfies Record<string, (params: unknown) => Change>;

function checked<T extends z.ZodType>(schema: T, params: unknown): z.output<T> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new Refusal(99992402, parsed.error.issues[0]?.path.join('.'));
}

function demand<T>(found: T | undefined, code: Code): T {
  if (found === undefined) throw new Refusal(code);
  return found;
}

/** Objects are laid over each other, everything else is put in place. */
function merge(into: Card, part: string | Card): void {
  const given: unknown = typeof part === 'string' ? jsonOf(part) : part;
  if (!isRecord(given)) throw new Refusal(99992402, 'not an object');
  for (const [key, value] of Object.entries(given)) {
    const there = into[key];
    if (isRecord(there) && isRecord(value)) merge(there, value);
    else into[key] = value;
  }
}

const doing =
  (action: keyof typeof ACTIONS) =>
  (world: World, call: Call): object => {
    const { element_id } = call.params;
    const ids = element_id === undefined ? {} : { element_id, element_ids: [element_id] };
    return changed(world, call, ACTIONS[action]({ ...Object(call.body), ...ids }));
  };
export const settings = doing('partial_update_setting');
export const addElements = doing('add_elements');
export const replaceElement = doing('update_element');
export const patchElement = doing('partial_update_element');
export const removeElement = doing('delete_elements');
export const content = doing('content');

const updateBody = z.object({ card: source });

export function update(world: World, call: Call): object {
  const card = cardIn(world, bodyOf(call, updateBody).card);
  return changed(world, call, (before) => {
    for (const key of Object.keys(before)) delete before[key];
    Object.assign(before, card);
  });
}

const batchBody = z.object({ actions: z.string() });
const actionList = z.array(z.object({ action: z.string(), params: z.unknown() })).min(1);

/** All of them or none. */
export function batch(world: World, call: Call): object {
  const actions = checked(actionList, jsonOf(bodyOf(call, batchBody).actions));
  return changed(world, call, (card) => {
    for (const { action, params } of actions) {
      const work = Object.entries(ACTIONS).find(([name]) => name === action && name !== 'content')?.[1];
      demand(work, 99992402)(params)(card);
    }
  });
}
