import { any, role, self } from '../rules/rights.ts';
import { askingMachine } from './asking-machine.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

/** The platforms whose people ask for a post. */
export const PLATFORMS = { feishu: '飞书', wecom: '企业微信' } as const;

const KEEPERS = role('ADMIN', 'LXB_ADMIN');

/** A request's card, for the administrators: whoever keeps the register may decide, these are asked to. */
const TO_ADMINISTRATORS = { to: role('ADMIN'), says: 'row', as: 'reply' } as const;

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
  // A person asks for a post, an administrator decides; who changes posts later asks again.
  machine: askingMachine({
    waiting: '待确认',
    deciders: KEEPERS,
    put: TO_ADMINISTRATORS,
    confirm: { title: '确认任职', text: '同意后，申请人自今天起任这个岗位，原任职到昨天为止' },
    asks: ['post', 'name'],
    refused: '管理员没有同意您的绑定申请，请与本单位管理员联系后再次发送“绑定”。',
  }),
  rights: {
    read: ['查看绑定申请', role('ADMIN', 'LXB_ADMIN', 'AUDITOR')],
    edit: ['维护单元、园区、岗位和人员', KEEPERS],
    create: any(KEEPERS, self('person')),
  },
  // Asked by 绑定: a form could name anybody's account.
  doors: { keptBy: 'service' },
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
  machine: {
    initial: 'BOUND',
    states: { BOUND: { label: '已绑定', kind: 'waiting' }, UNBOUND: { label: '未绑定', kind: 'waiting' } },
    moves: [
      {
        event: 'bind',
        label: '绑定',
        from: ['BOUND', 'UNBOUND'],
        to: 'BOUND',
        by: KEEPERS,
        asks: ['chat'],
        hidden: true,
      },
      {
        event: 'unbind',
        label: '解除绑定',
        from: ['BOUND'],
        to: 'UNBOUND',
        by: KEEPERS,
        sets: { chat: null },
        style: 'danger',
        confirm: { title: '解除绑定', text: '解除后，这个群不再收到推送，直到重新绑定' },
      },
    ],
  },
  rights: {
    read: ['查看群绑定', role('ADMIN', 'LXB_ADMIN', 'AUDITOR')],
    edit: ['维护单元、园区、岗位和人员', KEEPERS],
  },
  doors: { keptBy: 'service' },
  order: ['group'],
  listed: ['group', 'name', 'channel', 'chat'],
});

export type GroupChat = RowOf<typeof groupChats>;
