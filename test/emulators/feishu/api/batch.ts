import { z } from 'zod';
import { bodyOf, type Call, paged, pageOf } from './call.ts';
import { readContent } from './content.ts';
import { Refusal } from '../errors.ts';
import { COUNTS } from '../numbers.ts';
import type { IdType, Person } from '../state/people.ts';
import { addMessage } from '../state/messages.ts';
import type { World } from '../state/world.ts';

/** One message to many people (feishu.md 4.3): content and card are objects here, not strings. */

const ids = z.array(z.string()).max(COUNTS.batchIds).optional();
const batchBody = z.object({
  msg_type: z.enum(['text', 'image', 'post', 'share_chat', 'interactive']),
  content: z.record(z.string(), z.unknown()).optional(),
  card: z.record(z.string(), z.unknown()).optional(),
  department_ids: ids,
  open_ids: ids,
  user_ids: ids,
  union_ids: ids,
});

export function batchSend(world: World, call: Call): object {
  const body = bodyOf(call, batchBody, 11203);
  const said = body.msg_type === 'interactive' ? body.card : contentOf(body.msg_type, body.content);
  if (!said) throw new Refusal(11203, body.msg_type);
  const content = readContent(body.msg_type, JSON.stringify(said), call.raw.length, world.resources);
  const lists = {
    open_ids: split(world, body.open_ids, 'open_id'),
    user_ids: split(world, body.user_ids, 'user_id'),
    union_ids: split(world, body.union_ids, 'union_id'),
  };
  const departments = body.department_ids ?? [];
  const inside = world.people.all().filter(({ department }) => departments.includes(department));
  const people = new Set([...Object.values(lists).flatMap(({ able }) => able), ...inside]);
  const sender = { type: 'app' as const, id: world.app.appId };
  const sent = [...people].map(
    (person) =>
      addMessage(world, {
        chatId: world.chats.privateOf(person).chatId,
        type: body.msg_type,
        content,
        sender,
        batch: true,
      }).messageId,
  );
  const id = `bm-${world.random.hex(32)}`;
  world.batches.set(id, sent);
  return {
    message_id: id,
    invalid_department_ids: [],
    invalid_open_ids: lists.open_ids.unable,
    invalid_user_ids: lists.user_ids.unable,
    invalid_union_ids: lists.union_ids.unable,
  };
}

/** The old shape of a rich text names itself once more. */
function contentOf(type: string, content: Record<string, unknown> | undefined): object | undefined {
  const post: unknown = type === 'post' ? content?.post : undefined;
  return typeof post === 'object' && post !== null ? post : content;
}

function split(
  world: World,
  list: readonly string[] = [],
  type: IdType,
): { able: Person[]; unable: string[] } {
  const found = list.map((id) => ({ id, person: world.people.find(id, type) }));
  const able = found.flatMap(({ person }) =>
    person && !person.resigned && person.available && !person.stopped ? [person] : [],
  );
  return {
    able,
    unable: found.filter(({ person }) => !person || !able.includes(person)).map(({ id }) => id),
  };
}

const batchOf = (world: World, call: Call): readonly string[] => {
  const sent = world.batches.get(call.params.batch_message_id ?? '');
  if (!sent) throw new Refusal(99992354);
  return sent;
};

export function batchRecall(world: World, call: Call): object {
  for (const id of batchOf(world, call)) {
    const message = world.messages.get(id);
    if (message) message.recalled = true;
  }
  return {};
}

export function batchReaders(world: World, call: Call): object {
  const sent = batchOf(world, call).flatMap((id) => world.messages.get(id) ?? []);
  const read = sent.filter(({ readBy }) => readBy.size > 0);
  return {
    ...paged(read, pageOf(call, COUNTS.readUsersPage)),
    read_user: { read_count: String(read.length), total_count: String(sent.length) },
  };
}
