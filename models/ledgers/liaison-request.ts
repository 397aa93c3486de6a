import { any, atPost, own, role, self } from '../rules/rights.ts';
import { askingMachine } from './asking-machine.ts';
import { PLATFORMS } from './binding.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

/** Who knows the enterprise's people: its 服务专员, and those who review for its county. */
const NEAR = any(atPost('servicePost', 'COUNTY_FILL', 'COUNTY_REVIEW'), own('unit', 'COUNTY_REVIEW'));
const DECIDERS = any(NEAR, role('ADMIN'));
/** Administrators look when nobody else is there. */
const TO_DECIDERS = { to: NEAR, orElse: role('ADMIN'), says: 'row', as: 'reply' } as const;

/**
 * 企业联络员申请: who on a platform asks to speak for which enterprise. One row a person of a platform; accepted, the
 * account stands in 企业联络员, which is what lets them in (domain.md 1.6, 2.2).
 */
export const liaisonRequests = defineLedger({
  name: 'liaison-requests',
  title: '企业联络员申请',
  noun: '申请',
  titleField: 'enterprise',
  code: { series: () => 'LS-', width: 5 },
  fields: {
    channel: { label: '平台', type: 'choice', required: true, choices: PLATFORMS },
    person: { label: '平台账号', type: 'text', required: true, max: 64, sensitivity: '内部' },
    enterprise: { label: '企业', type: 'ref', ref: 'enterprises', required: true },
    unit: { label: '所属单元', type: 'unit', required: true },
    servicePost: { label: '服务专员岗位', type: 'post' },
    title: { label: '岗位', type: 'text', required: true, max: 30 },
    name: { label: '姓名', type: 'text', required: true, max: 30, secret: 'name', sensitivity: '敏感' },
    phone: {
      label: '手机',
      type: 'text',
      required: true,
      format: 'mobile',
      secret: 'mobile',
      sensitivity: '敏感',
    },
  },
  identity: [['channel', 'person']],
  machine: askingMachine({
    waiting: '待核实',
    deciders: DECIDERS,
    put: TO_DECIDERS,
    confirm: { title: '确认联络员', text: '同意后，申请人可以查看本企业的登记并代表企业办理' },
    asks: ['title', 'name', 'phone'],
    refused: '您的企业绑定申请未获同意，请与所在园区的服务专员联系后再次发送“绑定企业”。',
  }),
  rights: {
    read: any(NEAR, role('ADMIN', 'AUDITOR')),
    edit: DECIDERS,
    create: any(DECIDERS, self('person')),
  },
  doors: { keptBy: 'service', command: false, export: false },
  listed: ['enterprise', 'name', 'title'],
});

export type LiaisonRequest = RowOf<typeof liaisonRequests>;
