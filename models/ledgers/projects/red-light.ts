import { CITY_WIDE, COUNTY } from '../../rules/permissions.ts';
import { any, own, role, service } from '../../rules/rights.ts';
import { defineLedger, machineOf, type RowOf } from '../engine/define.ts';
import { isClosed } from '../engine/machine.ts';

/** Who owes the reasons: the county's 分管领导, or the post that prepares it for them (domain.md 5.2). */
const OWERS = own('unit', 'COUNTY_LEAD', 'COUNTY_FILL');
const ASKED = ['cause', 'measures', 'fixBy'] as const;

/**
 * 红灯说明 (domain.md 4.4, 5.2): a project that turns red owes reasons, measures and a day within working days. One row a
 * red light: it goes out with the light, and a later red light is a row of its own.
 */
export const redLights = defineLedger({
  name: 'red-lights',
  title: '红灯说明',
  noun: '红灯说明',
  titleField: 'project',
  code: { series: (_row, today) => `HD-${today.slice(0, 4)}-`, width: 4 },
  fields: {
    project: { label: '项目', type: 'ref', ref: 'projects', follows: true, required: true },
    unit: { label: '落地方', type: 'unit', required: true },
    litOn: { label: '亮灯日期', type: 'day', required: true },
    // Who is told on the next working day has its whole days from then on.
    askedAt: { label: '要求说明时间', type: 'instant', hidden: true, system: true },
    why: { label: '亮灯原因', type: 'longtext', max: 500, required: true },
    cause: { label: '未达进度的原因', type: 'longtext', min: 4, max: 300, system: true },
    measures: { label: '整改措施', type: 'longtext', min: 4, max: 300, system: true },
    fixBy: { label: '整改时限', type: 'day', future: true, system: true },
  },
  identity: [['project', 'litOn']],
  indexes: [['unit', 'litOn']],
  machine: {
    initial: 'OPEN',
    states: {
      OPEN: {
        label: '红灯待说明',
        kind: 'open',
        actor: OWERS,
        limit: { workdays: 'lights.answerWd', from: 'askedAt', ladder: 'check' },
      },
      // What was promised falls due as well: still red on the day after, it is asked for anew.
      ANSWERED: {
        label: '整改中',
        kind: 'waiting',
        limit: { workdays: 'lights.answerWd', due: 'fixBy', move: 'lapse' },
      },
      OUT: { label: '红灯已消除', kind: 'closed' },
    },
    moves: [
      {
        event: 'explain',
        label: '说明原因和整改',
        from: ['OPEN'],
        to: 'ANSWERED',
        by: OWERS,
        asks: ASKED,
        style: 'primary',
        done: '已提交，市商务局会看到；到整改时限仍亮红灯会再提醒',
        tells: [{ to: role('PROJECT_CITY'), as: 'digest', text: '红灯项目已说明原因和整改时限' }],
      },
      { event: 'revise', label: '更新说明', from: ['ANSWERED'], by: OWERS, asks: ASKED },
      {
        event: 'lapse',
        label: '整改时限已过',
        from: ['ANSWERED'],
        to: 'OPEN',
        by: service(),
        hidden: true,
        tells: [{ to: OWERS, as: 'single', text: '整改时限已过，仍亮红灯，请重新说明' }],
      },
      {
        event: 'clear',
        label: '红灯消除',
        from: ['OPEN', 'ANSWERED'],
        to: 'OUT',
        by: service(),
        hidden: true,
      },
    ],
  },
  rights: {
    read: any(role(...CITY_WIDE), own('unit', ...COUNTY, 'PARK')),
    edit: service(),
  },
  doors: { keptBy: 'service' },
  asked: { by: ['unit'] },
  order: ['unit', '-litOn'],
  listed: ['project', 'unit', 'litOn', 'fixBy'],
});

export type RedLight = RowOf<typeof redLights>;

const MACHINE = machineOf(redLights);

/** The states of a light that is still red. */
export const STILL_RED = (Object.keys(MACHINE.states) as RedLight['status'][]).filter(
  (status) => !isClosed(MACHINE, status),
);
