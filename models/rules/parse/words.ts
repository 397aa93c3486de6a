import { STAGES, type Chain, type LandMode, type Stage } from '../codes.ts';
import { isOverlong, refuseOverlong } from './bounds.ts';
import { note, read, refuse, type Parsed } from './result.ts';
import { cellText, isBlankMark, isFormulaError, quote, type Cell } from './text.ts';

/** Other words for a 产业归属 (domain.md 1.2, Appendix B), for `matchChoice` and the ledger's field. */
export const CHAIN_WORDS: Readonly<Record<string, Chain>> = {
  电子: 'ELEC',
  新一代电子信息: 'ELEC',
  新电子: 'ELEC',
  智能终端: 'ELEC',
  半导体: 'ELEC',
  集成电路: 'ELEC',
  线路板: 'ELEC',
  电路板: 'ELEC',
  覆铜板: 'ELEC',
  PCB: 'ELEC',
  连接器: 'ELEC',
  无人机: 'ELEC',
  水经济: 'WATER_FOOD',
  水产业: 'WATER_FOOD',
  水饮料: 'WATER_FOOD',
  食品饮料: 'WATER_FOOD',
  食品: 'WATER_FOOD',
  饮料: 'WATER_FOOD',
  饮用水: 'WATER_FOOD',
  矿泉水: 'WATER_FOOD',
  新材料: 'MATERIAL',
  材料: 'MATERIAL',
  电解液: 'MATERIAL',
  永磁: 'MATERIAL',
  磁性材料: 'MATERIAL',
  复合材料: 'MATERIAL',
  模具: 'MOLD',
  机械: 'MOLD',
  装备: 'MOLD',
  装备制造: 'MOLD',
  高端装备: 'MOLD',
  机床: 'MOLD',
  其他制造: 'OTHER_MFG',
  纺织: 'OTHER_MFG',
  建材: 'OTHER_MFG',
  医药: 'OTHER_MFG',
  家具: 'OTHER_MFG',
  农产品: 'AGRI',
  现代农业: 'AGRI',
  养殖: 'AGRI',
  种植: 'AGRI',
  现代服务业: 'SERVICE',
  服务: 'SERVICE',
  商贸: 'SERVICE',
  文旅: 'SERVICE',
  旅游: 'SERVICE',
  物流: 'SERVICE',
  仓储: 'SERVICE',
};

/** Other words for a 用地方式. */
export const LAND_MODE_WORDS: Readonly<Record<string, LandMode>> = {
  新增用地: 'NEW_LAND',
  新增供地: 'NEW_LAND',
  供地: 'NEW_LAND',
  招拍挂: 'NEW_LAND',
  出让: 'NEW_LAND',
  购地: 'NEW_LAND',
  拿地: 'NEW_LAND',
  存量土地: 'STOCK_LAND',
  存量: 'STOCK_LAND',
  盘活: 'STOCK_LAND',
  闲置土地: 'STOCK_LAND',
  租赁: 'RENT_FACTORY',
  租用: 'RENT_FACTORY',
  租厂房: 'RENT_FACTORY',
  标准厂房: 'RENT_FACTORY',
  租: 'RENT_FACTORY',
  购置: 'BUY_FACTORY',
  购买厂房: 'BUY_FACTORY',
  购厂房: 'BUY_FACTORY',
  自有: 'OWN_FACTORY',
  自有用地: 'OWN_FACTORY',
  自建厂房: 'OWN_FACTORY',
  原有厂房: 'OWN_FACTORY',
};

export type StageWord = Stage | 'TERMINATED';

/** Appendix A, the furthest stage first: 竣工投产 is 投产, 已签约已动工 is 动工. */
const STAGE_WORDS: readonly (readonly [StageWord, RegExp])[] = [
  ['TERMINATED', /终止|解约|解除|放弃|停滞|退地|退出|取消|流产|撤销/],
  ['FULL', /达产|满产/],
  ['PRODUCING', /投产|试产|试生产|量产|生产中|已生产|正式生产/],
  ['STARTED', /动工|开工|在建|建设中|正在建设|封顶|施工中|正在施工|主体施工|进场施工|桩基|设备安装|装修/],
  ['LANDED', /落地|落户|已注册|完成注册|供地|摘牌|拿地|已备案/],
  ['SIGNED', /签约|已签|签订|签署|合同/],
  ['NEGOTIATING', /洽谈|接洽|在谈|意向|考察|谈判|框架/],
];
const TENTATIVE = /意向|框架/;
const UNCLEAR = /筹建|前期|筹备|报建|办理手续|推进中/;
/** 未动工, 计划投产, 待签约 say that it has not happened; the words between may be few. */
const NOT_YET =
  /(?:尚未|还未|还没|没有|未能|未|没|待|拟|计划|预计|预期|力争|争取|即将|准备)[^,;.。、]{0,8}?(?:竣工投产|签约|签订|签署|落地|落户|注册|供地|摘牌|拿地|动工|开工|建设|封顶|施工|投产|试产|达产|量产|生产)/g;

/** The stage that words tell has been reached; 'ask' for 筹建 and the like; undefined when they tell none. */
export function stageWord(text: string): StageWord | 'ask' | undefined {
  const reached = text.replace(NOT_YET, ' ');
  const found = STAGE_WORDS.find(([, words]) => words.test(reached))?.[0];
  if (found === 'SIGNED' && TENTATIVE.test(reached)) return 'NEGOTIATING';
  if (found) return found;
  return UNCLEAR.test(text) ? 'ask' : undefined;
}

/** Reads a 进展阶段 cell. 终止 and 意向协议 ask for confirmation, 筹建 is refused with the choices. Never throws. */
export function parseStage(cell: Cell): Parsed<StageWord> {
  if (isBlankMark(cell)) return read<StageWord>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const text = cellText(cell);
  const choices = `请填写：${Object.values(STAGES).join('、')}，或终止`;
  if (text === undefined || isFormulaError(text)) return refuse('单元格里不是阶段', choices);
  const code = text.toUpperCase();
  if (code in STAGES) return read<StageWord>(code as Stage);
  const stage = stageWord(text);
  if (stage === 'ask' || stage === undefined) return refuse(`${quote(text)}看不出处于哪个阶段`, choices);
  if (stage === 'TERMINATED')
    return read<StageWord>(stage, [note('confirm', `${quote(text)}按终止处理，请确认`)]);
  if (stage === 'NEGOTIATING' && /签/.test(text))
    return read<StageWord>(stage, [note('confirm', '意向、框架协议不计入签约，按在谈处理，请确认')]);
  return read<StageWord>(stage);
}
