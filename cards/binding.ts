import { bindings } from '../models/ledgers/binding.ts';
import { postOf, unitsInOrder, type City, type Group, type Post } from '../models/ledgers/city.ts';
import { namesOf } from '../models/ledgers/engine/show.ts';
import type { Tenure } from '../models/ledgers/register.ts';
import type { Card, Input } from './card.ts';
import { moveButton } from './ledger.ts';

/** The cards by which people and groups of a platform find their place in the city's register. */

type Options = NonNullable<Input['options']>;
const option = (value: string, label: string): Options[number] => ({ value, label });

/** Units in protocol order, then the organs that have posts. */
const placesOf = (city: City): Options => [
  ...unitsInOrder(city).map(({ code, short }) => option(code, short)),
  ...city.orgs
    .filter(({ code }) => postsAt(city, code).length > 0)
    .map(({ code, short }) => option(code, short)),
];

/** The posts of a unit or an organ. */
export const postsAt = (city: City, place: string): readonly Post[] =>
  city.posts.filter(({ unit, org }) => unit === place || org === place);

/** The groups of the mechanism that a chat can be; leaders have private chats only (domain.md 5.4). */
export const groupsToBind = (city: City): readonly Group[] => city.groups.filter(({ kind }) => kind !== 'G0');

/** To somebody without a post: the first of two steps, the organ or unit. */
export const choosePlaceCard = (city: City): Card => ({
  title: '绑定岗位',
  subtitle: '第 1 步，共 2 步',
  tone: 'info',
  summary: '请选择您所在的单位',
  blocks: [
    { kind: 'text', text: '约 1 分钟。选好单位和岗位，管理员确认后即可使用。' },
    {
      kind: 'form',
      name: 'place',
      inputs: [{ name: 'place', label: '所在单位', kind: 'choice', required: true, options: placesOf(city) }],
      submit: { label: '下一步', action: 'binding.place' },
    },
    { kind: 'note', text: '您是企业的联络员？请发送“绑定企业”。' },
  ],
});

/** The second step: the post, and who asks. */
export const choosePostCard = (city: City, place: string): Card => ({
  title: '绑定岗位',
  subtitle: `第 2 步，共 2 步 · ${namesOf(city)('org', place)}`,
  tone: 'info',
  summary: '请选择岗位并填写姓名',
  blocks: [
    {
      kind: 'form',
      name: 'post',
      inputs: [
        {
          name: 'post',
          label: '岗位',
          kind: 'choice',
          required: true,
          options: postsAt(city, place).map(({ code, name }) => option(code, name)),
        },
        {
          name: 'name',
          label: '姓名',
          kind: 'text',
          required: true,
          max: 30,
          placeholder: '真实姓名，供管理员核对',
        },
      ],
      submit: { label: '提交申请', action: 'binding.ask', style: 'primary' },
    },
    { kind: 'actions', buttons: [{ label: '重选单位', action: 'binding.restart' }] },
    { kind: 'note', text: '姓名加密保存，只用于核对任职。' },
  ],
});

export const askedCard = (postName: string): Card => ({
  title: '申请已提交',
  tone: 'good',
  summary: `已申请绑定 ${postName}，等待管理员确认`,
  blocks: [
    { kind: 'text', text: `已申请绑定“${postName}”，管理员确认后会在这里告诉您。` },
    { kind: 'actions', buttons: [{ label: '申请有误，重新填写', action: 'binding.restart' }] },
  ],
});

export interface BindingFacts {
  code: string;
  version: number;
  status: string;
  name: string;
  postName: string;
  platform: string;
  /** Who holds the post now, masked; undefined while it is vacant. */
  holder?: string | undefined;
  /** By which post the request ended, once it has. */
  decidedBy?: string;
}

/** To the administrator: who asks for what, and who would be followed. */
export function bindingRequestCard(facts: BindingFacts): Card {
  const { code, version, status, name, postName, platform, holder, decidedBy } = facts;
  const open = status === 'WAITING';
  const end = status === 'ACCEPTED' ? '已同意' : '未同意';
  return {
    key: `binding:${code}`,
    title: open ? `请确认：${name} 申请绑定 ${postName}` : `绑定申请${end}：${name}`,
    tone: open ? 'warn' : status === 'ACCEPTED' ? 'good' : 'quiet',
    summary: open ? `${name} 申请绑定 ${postName}` : `${name} 申请绑定 ${postName}，${end}`,
    blocks: [
      {
        kind: 'fields',
        items: [
          { label: '申请人', value: name },
          { label: '岗位', value: postName },
          { label: '平台', value: platform },
          open
            ? { label: '现任', value: holder ?? '空缺' }
            : { label: '结果', value: `${end}（${decidedBy ?? ''}）` },
        ],
      },
      ...(open
        ? [
            {
              kind: 'text' as const,
              text: '请先核实是本人且任职属实。同意后，原任职到昨天为止，未办事项转给新任。',
            },
            {
              kind: 'actions' as const,
              answers: true as const,
              buttons: (bindings.machine?.moves ?? [])
                .filter(({ from, hidden }) => from.includes('WAITING') && !hidden)
                .map((move) => moveButton(bindings, { code, version }, move)),
            },
          ]
        : []),
    ],
  };
}

/** Into a group that the bot was let into: which group of the mechanism it is. */
export const bindGroupCard = (city: City, facts: { bound?: string; now?: string }): Card => ({
  key: 'bind-group',
  title: facts.bound ? `本群已绑定：${facts.bound}` : '请指定本群用途',
  tone: facts.bound ? 'good' : 'warn',
  summary: facts.bound ? `本群已绑定：${facts.bound}` : '请管理员指定本群用途',
  blocks: facts.bound
    ? [{ kind: 'text', text: `通报、提醒按“${facts.bound}”推送到本群。@我 发送“绑定本群”可以更改。` }]
    : [
        {
          kind: 'text',
          text: facts.now
            ? `本群现为“${facts.now}”。选定新的用途后，原来的绑定解除。`
            : '我是招优助手。请管理员选定本群用途，之后通报和提醒才会推送到这里。',
        },
        {
          kind: 'form',
          name: 'group',
          inputs: [
            {
              name: 'group',
              label: '本群是',
              kind: 'choice',
              required: true,
              options: groupsToBind(city).map(({ code, name }) => option(code, name)),
            },
          ],
          submit: { label: '绑定', action: 'binding.group', style: 'primary' },
        },
      ],
});

/** 我的岗位: for whom a person speaks, and the way to another of their posts. */
export const postsCard = (
  city: City,
  current: string,
  held: readonly Pick<Tenure, 'post' | 'from'>[],
): Card => ({
  title: '我的岗位',
  tone: 'info',
  summary: `当前岗位：${held.some(({ post }) => post === current) ? postOf(city, current).name : '无'}`,
  blocks: [
    {
      kind: 'fields',
      items: held.map(({ post, from }) => ({
        label: post === current ? '当前岗位' : '兼任',
        value: `${postOf(city, post).name}（${from} 起）`,
        wide: true as const,
      })),
    },
    ...(held.length > 1
      ? [
          {
            kind: 'actions' as const,
            buttons: held
              .filter(({ post }) => post !== current)
              .map(({ post }) => ({
                label: `改用 ${postOf(city, post).name}`,
                action: 'posts.speakFor' as const,
                params: { post },
              })),
          },
          { kind: 'note' as const, text: '点发给某个岗位的卡片时，按那个岗位办理，不受当前岗位影响。' },
        ]
      : []),
  ],
});
