import { OFFICIALS } from '../rules/permissions.ts';
import { any, role, self } from '../rules/rights.ts';
import { PLATFORMS } from './binding.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

const REGISTER = {
  rights: { read: role(...OFFICIALS), edit: ['维护单元、园区、岗位和人员', role('ADMIN', 'LXB_ADMIN')] },
  doors: { keptBy: 'service' },
} as const;

/**
 * 单元、园区、岗位: kept as ledgers so that they can be listed, exported and traced. Their rows follow the city profile,
 * which is where they are changed; the service brings them up to date at start (docs/decisions.md).
 */
export const units = defineLedger({
  name: 'units',
  title: '考核单元',
  noun: '单元',
  titleField: 'shortName',
  code: { of: (row) => String(row.unit) },
  fields: {
    unit: { label: '单元代码', type: 'text', required: true, max: 8 },
    name: { label: '规范名称', type: 'text', required: true, max: 40 },
    shortName: { label: '简称', type: 'text', required: true, max: 20 },
    order: { label: '次序', type: 'int', required: true, min: 1 },
    regionCode: { label: '区划代码', type: 'text', max: 10 },
  },
  identity: [['unit']],
  order: ['order'],
  listed: ['unit', 'name', 'shortName', 'regionCode'],
  ...REGISTER,
});

export const parks = defineLedger({
  name: 'parks',
  title: '产业园区',
  noun: '园区',
  titleField: 'name',
  code: { of: (row) => String(row.park) },
  fields: {
    park: { label: '园区代码', type: 'text', required: true, max: 12 },
    name: { label: '园区名称', type: 'text', required: true, max: 60 },
    unit: { label: '所属单元', type: 'unit', required: true },
    level: { label: '级别', type: 'text', max: 20 },
    plannedKm2: { label: '规划面积（平方公里）', type: 'text', max: 12 },
  },
  identity: [['park']],
  order: ['unit'],
  listed: ['park', 'name', 'unit', 'level'],
  ...REGISTER,
});

export const posts = defineLedger({
  name: 'posts',
  title: '岗位',
  noun: '岗位',
  titleField: 'name',
  code: { of: (row) => String(row.post) },
  fields: {
    post: { label: '岗位代码', type: 'text', required: true, max: 30 },
    name: { label: '岗位名称', type: 'text', required: true, max: 40 },
    org: { label: '所在机构', type: 'text', max: 12 },
    unit: { label: '所在单元', type: 'unit' },
    roles: { label: '角色', type: 'tags', required: true },
  },
  identity: [['post']],
  order: ['unit'],
  listed: ['post', 'name', 'org', 'unit'],
  ...REGISTER,
});

/**
 * 岗位任职: who holds a post from a day to a day (domain.md 0.1-1). A succession is one change: the old holding ends,
 * the new one begins; items and rights stay with the post.
 */
export const tenures = defineLedger({
  name: 'tenures',
  title: '岗位任职',
  noun: '任职',
  titleField: 'post',
  code: { series: (row) => `RZ-${row.post}-`, width: 2 },
  fields: {
    post: { label: '岗位', type: 'post', required: true },
    name: { label: '姓名', type: 'text', required: true, max: 30, secret: 'name', sensitivity: '敏感' },
    feishu: { label: '飞书', type: 'text', max: 64 },
    /** Stays the same in all apps of one developer, where the other id does not (feishu.md 6.1). */
    feishuUnion: { label: '飞书 union_id', type: 'text', max: 64, system: true },
    wecom: { label: '企业微信', type: 'text', max: 64 },
    mobile: { label: '手机', type: 'text', format: 'mobile', secret: 'mobile', sensitivity: '敏感' },
    from: { label: '任职日期', type: 'day', required: true, future: true },
    to: { label: '离任日期', type: 'day', future: true },
    /** Where somebody who holds several posts has chosen this one to speak for (我的岗位); it ends with the holding. */
    chosenOn: { label: '选为当前岗位', type: 'choices', choices: PLATFORMS, system: true },
  },
  identity: [['post', 'from']],
  indexes: [['feishu'], ['wecom']],
  machine: {
    initial: 'HELD',
    states: { HELD: { label: '任职', kind: 'waiting' } },
    moves: [
      // Of several posts, the one to speak for: people choose it for themselves (我的岗位).
      {
        event: 'choose',
        label: '选为当前岗位',
        from: ['HELD'],
        by: any(self('feishu'), self('wecom')),
        hidden: true,
      },
    ],
  },
  rights: {
    read: ['查看岗位任职', role('ADMIN', 'LXB_ADMIN', 'AUDITOR')],
    edit: ['维护单元、园区、岗位和人员', role('ADMIN', 'LXB_ADMIN')],
  },
  listed: ['post', 'name', 'from', 'to'],
});

export type Tenure = RowOf<typeof tenures>;
