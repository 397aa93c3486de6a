import { COUNTY, OFFICIALS } from '../../rules/permissions.ts';
import { all, any, own, role, rows } from '../../rules/rights.ts';
import type { LedgerOptions } from '../engine/define.ts';
import type { Fields } from '../engine/fields.ts';

/** Who sees and keeps which projects (domain.md 0.1-11, 1.6). */
export const PROJECT_RIGHTS: LedgerOptions<Fields>['rights'] = {
  // 在谈保密 (domain.md 0.1-11): a project under negotiation is seen by the unit that brought it, 市商务局,
  // 领导小组办公室, the conveners and the auditor. From signing on the whole city sees it. Enterprises see none.
  read: [
    '查看项目台账',
    any(
      role('PROJECT_CITY', 'LXB_ADMIN', 'LEADER', 'AUDITOR', 'ADMIN'),
      all(role(...OFFICIALS), rows({ stage: { not: ['NEGOTIATING'] } }, '已签约')),
      own('introUnit', ...COUNTY, 'PARK'),
      own('firstTalkUnit', ...COUNTY, 'PARK'),
    ),
  ],
  // A county keeps its own: those it negotiates, wherever they may land, and those on its land from signing on. The
  // city's desks keep all (domain.md 1.6).
  edit: any(
    role('PROJECT_CITY', 'LXB_ADMIN', 'ADMIN'),
    all(own('introUnit', 'COUNTY_FILL'), rows({ stage: 'NEGOTIATING' }, '在谈')),
    all(own('unit', 'COUNTY_FILL'), rows({ stage: { not: ['NEGOTIATING'] } }, '已签约')),
  ),
};

/** domain.md 2.1: 是否制造业 follows from industry and name; a county cannot make its project count or not. */
export const MANUFACTURING_CORRECTED_BY = role('PROJECT_CITY');

/** Who hears of a project that has newly turned red (domain.md 5.2). */
export const RED_LIGHT_READERS = own('landUnit', 'COUNTY_LEAD');
