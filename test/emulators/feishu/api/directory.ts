import { z } from 'zod';
import { isGranted, KNOWN_SCOPES } from '../state/app.ts';
import { bodyOf, type Call, idTypeOf, paged, pageOf } from './call.ts';
import { Refusal } from '../errors.ts';
import { COUNTS } from '../numbers.ts';
import type { Chat } from '../state/chats.ts';
import type { Person } from '../state/people.ts';
import type { World } from '../state/world.ts';

/** People and chats as the API tells them (feishu.md 6.2, 6.3). */

const some = z.array(z.string()).max(COUNTS.lookup).optional();
const lookupBody = z.object({ emails: some, mobiles: some, include_resigned: z.boolean().optional() });

/** 6.2: by mobile or e-mail; who is not found or out of the contact range comes back without `user_id`. */
export function lookUp(world: World, call: Call): object {
  const body = bodyOf(call, lookupBody);
  const type = idTypeOf(call);
  const found = (key: 'mobile' | 'email', value: string) => {
    const person = world.people
      .all()
      .find(
        (each) => each[key] === value && each.visible && (!each.resigned || body.include_resigned === true),
      );
    const id = person && world.people.idOf(person, type);
    return { [key]: value, ...(id === undefined ? {} : { user_id: id, status: statusOf(person) }) };
  };
  const mobiles = (body.mobiles ?? []).map((mobile) => found('mobile', mobile));
  const emails = (body.emails ?? []).map((email) => found('email', email));
  return { user_list: [...mobiles, ...emails] };
}

const statusOf = (person: Person | undefined) => ({
  is_frozen: false,
  is_resigned: person?.resigned === true,
  is_activated: true,
  is_exited: false,
  is_unjoin: false,
});

/** 6.2: a field without its scope is silently absent. */
const FIELD_SCOPES = {
  name: ['contact:user.base:readonly', 'contact:contact:readonly_as_app'],
  mobile: ['contact:user.phone:readonly'],
  email: ['contact:user.email:readonly'],
  employee_no: ['contact:user.employee:readonly', 'contact:contact:readonly_as_app'],
  department_ids: ['contact:user.department:readonly', 'contact:contact:readonly_as_app'],
  user_id: ['contact:user.employee_id:readonly'],
} as const satisfies Record<string, readonly string[]>;

export function wirePerson(world: World, person: Person): Record<string, unknown> {
  const guarded = {
    name: person.name,
    mobile: person.mobile,
    email: person.email,
    employee_no: person.employeeNo,
    department_ids: [person.department],
    user_id: person.userId,
  };
  const seen = Object.entries(FIELD_SCOPES).filter(([, scopes]) => isGranted(world.app, scopes));
  return {
    open_id: person.openId,
    union_id: person.unionId,
    status: statusOf(person),
    ...Object.fromEntries(seen.map(([field]) => [field, Reflect.get(guarded, field)])),
  };
}

export function person(world: World, call: Call): object {
  const found = world.people.get(call.params.user_id ?? '', idTypeOf(call));
  if (!found.visible) throw new Refusal(99992351);
  return { user: wirePerson(world, found) };
}

export function persons(world: World, call: Call): object {
  const ids = call.query.getAll('user_ids');
  if (ids.length === 0 || ids.length > COUNTS.lookup) throw new Refusal(99992402, 'user_ids');
  const found = ids.flatMap((id) => world.people.find(id, idTypeOf(call)) ?? []);
  return { items: found.filter(({ visible }) => visible).map((each) => wirePerson(world, each)) };
}

export function department(world: World, call: Call): object {
  const wanted = call.query.get('department_id');
  if (wanted === null) throw new Refusal(99992402, 'department_id');
  const inside = world.people
    .all()
    .filter((each) => each.department === wanted && each.visible && !each.resigned);
  return paged(
    inside.map((each) => wirePerson(world, each)),
    pageOf(call, COUNTS.departmentPage),
  );
}

/** 6.3: the bot's groups, private talks left out. */
export function chats(world: World, call: Call, fits: (chat: Chat) => boolean = () => true): object {
  const groups = world.chats
    .all()
    .filter((each) => each.mode === 'group' && each.bot && !each.dissolved && fits(each));
  return paged(
    groups.map((chat) => ({ chat_id: chat.chatId, ...about(chat), tenant_key: world.app.tenantKey })),
    pageOf(call, COUNTS.chatsPage),
  );
}

/** 6.3: by a word of the name; without one, all. */
export function searchChats(world: World, call: Call): object {
  const word = call.query.get('query') ?? '';
  return chats(world, call, ({ name }) => name.includes(word));
}

export function chat(world: World, call: Call): object {
  const found = world.chats.get(call.params.chat_id ?? '');
  return { ...about(found), user_count: String(found.members.size), bot_count: '1', chat_mode: found.mode };
}

const about = (found: { name: string; ownerId: string | undefined; external: boolean }) => ({
  name: found.name,
  owner_id: found.ownerId,
  owner_id_type: 'open_id',
  external: found.external,
  chat_status: 'normal',
});

/** 6.3: people only, bots are left out. */
export function members(world: World, call: Call): object {
  const type = idTypeOf(call, 'member_id_type');
  const found = world.chats.get(call.params.chat_id ?? '');
  const people = [...found.members].flatMap((openId) => world.people.find(openId) ?? []);
  const items = people.map((each) => ({
    member_id_type: type,
    member_id: world.people.idOf(each, type),
    name: each.name,
    tenant_key: world.app.tenantKey,
  }));
  return { ...paged(items, pageOf(call, COUNTS.membersPage)), member_total: items.length };
}

export function isInChat(world: World, call: Call): object {
  return { is_in_chat: world.chats.find(call.params.chat_id ?? '')?.bot === true };
}

/** What the tenant granted and what it did not: 1 and 2 (application-v6/scope/list of the platform's documents). */
export function scopes(world: World): object {
  const list = KNOWN_SCOPES.map((scope_name) => ({
    scope_name,
    grant_status: isGranted(world.app, [scope_name]) ? 1 : 2,
  }));
  return { scopes: list };
}

/** 6.1: `bot` stands at the top level. */
export function bot(world: World): object {
  return {
    bot: { activate_status: 2, app_name: world.app.name, open_id: world.app.botOpenId, ip_white_list: [] },
  };
}
