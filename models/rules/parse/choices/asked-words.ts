import type { Chain, Light, Stage } from '../../codes.ts';

/** What people say who ask for projects of a stage: 在建 is what is started and does not produce yet. */
export const ASKED_STAGES: Readonly<Record<string, Stage>> = {
  洽谈: 'NEGOTIATING',
  落户: 'LANDED',
  开工: 'STARTED',
  在建: 'STARTED',
  开了工: 'STARTED',
  动了工: 'STARTED',
  投了产: 'PRODUCING',
  满产: 'FULL',
};

/** The same of industries: words for an industry as a whole, no products. */
export const ASKED_CHAINS: Readonly<Record<string, Chain>> = {
  电子: 'ELEC',
  水经济: 'WATER_FOOD',
  水产业: 'WATER_FOOD',
  水饮料: 'WATER_FOOD',
  水饮料食品: 'WATER_FOOD',
  食品饮料: 'WATER_FOOD',
  食品: 'WATER_FOOD',
  饮料: 'WATER_FOOD',
  新材料: 'MATERIAL',
  模具: 'MOLD',
  机械: 'MOLD',
  装备制造: 'MOLD',
  现代农业: 'AGRI',
  现代服务业: 'SERVICE',
};

/** The same of lights. */
export const ASKED_LIGHTS: Readonly<Record<string, Light>> = {
  红的: 'RED',
  黄的: 'YELLOW',
  灰的: 'GREY',
  绿的: 'GREEN',
};
