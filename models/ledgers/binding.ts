import { defineMachine } from '../rules/machine.ts';
import { hasRole, type Viewer } from '../rules/permissions.ts';
import { EVERYTHING, NOTHING, type Where } from '../rules/where.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

/** A person asks for a post, an administrator decides; who changes posts later asks again. */
export const bindingMachine = defineMachine({
  initial: 'WAITING',
  states: {
    WAITING: { label: '待确认', kind: 'open' },
    // Not closed: the same person may ask for another post any day.
    ACCEPTED: { label: '已同意', kind: 'waiting' },
    REFUSED: { label: '未同意', kind: 'waiting' },
  },
  transitions: [
    { event: 'accept', label: '同意', from: ['WAITING'], to: 'ACCEPTED', permit: 'register.write' },
    { event: 'refuse', label: '不同意', from: ['WAITING'], to: 'REFUSED', permit: 'register.write' },
    {
      event: 'ask',
      label: '再次申请',
      from: ['ACCEPTED', 'REFUSED'],
      to: 'WAITING',
      permit: 'register.write',
    },
  ],
});

/** The platforms whose people ask for a post. */
export const PLATFORMS = { feishu: '飞书', wecom: '企业微信' } as const;

/** What only those may change who keep the register. */
export const adminsWrite = (viewer: Viewer): Where =>
  hasRole(viewer, 'ADMIN', 'LXB_ADMIN') ? EVERYTHING : NOTHING;

const ADMINISTRATORS = {
  permits: { read: 'people.read', write: 'register.write' },
  readScope: () => EVERYTHING,
  writeScope: adminsWrite,
} as const;

/**
 * 绑定申请: who on a platform asks to speak for which post. One row a person of a platform; what was asked before
 * stands in its history.
 */
export const bindings = defineLedger({
  name: 'bindings',
  title: '绑定申请',
  noun: '绑定申请',
  titleField: 'post',
  code: { series: () => 'BD-', width: 5 },
  fields: {
    channel: { label: '平台', type: 'choice', required: true, choices: PLATFORMS },
    person: { label: '平台账号', type: 'text', required: true, max: 64 },
    name: {
      label: '姓名',
      type: 'text',
      required: true,
      max: 30,
      secret: 'name',
      sensitivity: '敏感',
    },
    post: { label: '申请岗位', type: 'post', required: true },
  },
  identity: [['channel', 'person']],
  machine: bindingMachine,
  ...ADMINISTRATORS,
  listed: ['code', 'post', 'channel'],
});

export type Binding = RowOf<typeof bindings>;

/**
 * 群绑定: which chat of a platform is which group of the mechanism (domain.md 5.4). A group keeps its row when the bot
 * is taken out of the chat, and so its whole history; only the chat goes.
 */
export const groupChats = defineLedger({
  name: 'group-chats',
  title: '群绑定',
  noun: '群绑定',
  titleField: 'name',
  code: { of: ({ channel, group }) => `${String(channel)}-${String(group)}`.toUpperCase() },
  fields: {
    channel: { label: '平台', type: 'choice', required: true, choices: PLATFORMS },
    group: { label: '群代码', type: 'text', required: true, max: 40 },
    /** As the city called it when it was bound. */
    name: { label: '群名称', type: 'text', required: true, max: 60 },
    /** Only binding sets it, which knows the city's groups and the chat that it stands in. */
    chat: { label: '会话', type: 'text', max: 128, system: true, sensitivity: '内部' },
  },
  identity: [['channel', 'group']],
  ...ADMINISTRATORS,
  order: ['group'],
  listed: ['group', 'name', 'channel', 'chat'],
});

export type GroupChat = RowOf<typeof groupChats>;
