import { STAGES, type Chain, type LandMode, type Stage } from '../codes.ts';
import { isOverlong, refuseOverlong } from './bounds.ts';
import { ask, note, read, refuse, type Parsed } from './result.ts';
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
  原有厂房: 'OWN_FACTORY',
};

export type StageWord = Stage | 'TERMINATED';

/** Appendix A, the furthest stage first: 竣工投产 is 投产, 已签约已动工 is 动工. */
const STAGE_WORDS: readonly (readonly [StageWord, RegExp])[] = [
  ['TERMINATED', /终止|解约|解除|放弃|停滞|退地|退出|取消|流产|流失|撤销/],
  ['FULL', /达产|满产/],
  ['PRODUCING', /投产|试产|试生产|量产|生产中|已生产|正式生产|正常生产|投入使用|投入运营|运营|^生产$/],
  [
    'STARTED',
    /动工|开工|在建|建设中|正在建设|封顶|施工|进场|打桩|桩基|设备安装|安装设备|设备调试|装修|续建|^基建$/,
  ],
  ['LANDED', /落地|落户|注册|供地|摘牌|拿地|竞得土地|取得用地|取得土地|已备案/],
  // 见合同 refers to one, it does not say that it was signed.
  ['SIGNED', /签约|已签|签订|签署|(?<![见按照依据以])合同/],
  ['NEGOTIATING', /洽谈|接洽|对接|跟进|在谈|意向|考察|谈判|框架|线索|储备/],
];
const TENTATIVE = /意向|框架/;

/** Words between two stages, and those of which it depends on the trade what they are: asked for, the likely first. */
const OPEN_WORDS: readonly (readonly [RegExp, readonly Stage[]])[] = [
  [/试运[营行]/g, ['PRODUCING', 'STARTED']],
  [/(?:竣工|完工|建成|验收)(?!并?投产)/g, ['STARTED', 'PRODUCING']],
  [/停[工建产]|缓建|烂尾/g, ['STARTED', 'LANDED']],
  [/奠基|平整|三通一平|围挡|勘探|地勘/g, ['LANDED', 'STARTED']],
  [/筹建|前期|筹备|报建|办理手续|推进中/g, ['SIGNED', 'LANDED']],
];

const REACHED =
  '竣工投产|签约|签订|签署|合同|协议|落地|落户|注册|供地|摘牌|拿地|用地|动工|开工|建设|施工|封顶|投产|试产|达产|满产|量产|生产|运营|使用|终止|解约|退出|取消';
/** 未动工, 计划投产, 暂缓开工 say that it has not happened; the words between may be few. */
const NOT_YET = new RegExp(
  `(?:不再|不具备|部分|局部|基本|接近|半|非|解除(?!合同|协议)|尚未|尚无|还未|还没|没有|未能|未|没|无|不|待|拟|即将|将|计划|预计|预期|力争|争取|准备|筹备|暂缓|暂停|暂|推迟|推后|延期|延后|延迟|申请|正在办理|商谈|曾)[^,;.。、，；]{0,8}?(?:${REACHED}|在谈|洽谈|接洽)`,
  'g',
);
/** 开工手续办理中, 合同谈判中, 落地困难: it is being got ready, or hindered. */
const ON_THE_WAY = new RegExp(
  `(?:${REACHED})[^,;.。、，；已]{0,4}?(?:手续|条件|准备|筹备|前期|前|时间|待定|计划|条款|谈判|洽谈|商谈|磋商|拟定|起草|审核|审批|报批|办理|申请|困难|受阻|遇阻|滞后)`,
  'g',
);

/** What words tell of the stage that was reached. */
export interface StageSaid {
  stage?: StageWord;
  /** The stages that it may be, the likeliest first, where the words leave it open. */
  open: readonly Stage[];
}

/** The stage that words tell has been reached, or those between which they leave it open; neither when they tell none. */
export function stageWord(text: string): StageSaid {
  let reached = text.replace(NOT_YET, ' ').replace(ON_THE_WAY, ' ');
  const turned = reached !== text;
  const open: Stage[] = [];
  for (const [words, stages] of OPEN_WORDS) {
    if (reached.search(words) >= 0) open.push(...stages);
    reached = reached.replace(words, ' ');
  }
  const stage = STAGE_WORDS.find(([, words]) => words.test(reached))?.[0];
  if (stage === 'SIGNED' && TENTATIVE.test(reached)) return { stage: 'NEGOTIATING', open: [] };
  if (stage !== undefined && open.length === 0) return { stage, open };
  if (open.length > 0) return { open: [...new Set(open)] };
  return { open: turned ? before(text) : [] };
}

/** The stages before the one of which a text says that it has not come: the nearest first. */
function before(text: string): readonly Stage[] {
  const far = STAGE_WORDS.find(([stage, words]) => stage !== 'TERMINATED' && words.test(text))?.[0];
  const order = Object.keys(STAGES) as Stage[];
  return far === undefined || far === 'TERMINATED' ? [] : order.slice(0, order.indexOf(far)).toReversed();
}

/** 一期已投产，二期在建: how far a part has come says nothing of the whole. */
const PART = /[首一二三四五六\d]期(?!限)/;
/** 在谈/签约, 动工、投产: one of them, and 签约1: whatever the figure stands for. */
const ALTERNATIVES = /[/或、及和与&+~\-—\s,;.。]/;
/** 动工投产: two of them without a sign between. */
const STUCK = /(?<=签约|落地|动工|开工|达产)(?=签约|落地|动工|开工|投产|达产)/;
/** 已签约，已动工 tells what has come, one after the other: the furthest is the stage. */
const COME = /^(?:现|目前|均|都)?已/;
/** More is a report on a project, and no stage of it. */
const LONGEST_STAGE = 20;
const STRAY_FIGURE = /[一-龥]\d{1,2}$/;

/** The stages between which a text leaves it open although each of its words is plain; none where it does not. */
function leftOpen(text: string, stage: Stage): readonly Stage[] {
  if (PART.test(text) || STRAY_FIGURE.test(text) || text.length > LONGEST_STAGE) return [stage];
  const parts = text.split(ALTERNATIVES).flatMap((part) => part.split(STUCK));
  const named = parts.flatMap((part) => {
    const { stage: said } = stageWord(part);
    return said === undefined || said === 'TERMINATED' ? [] : [{ said, come: COME.test(part) }];
  });
  const stages = [...new Set(named.map(({ said }) => said))];
  return stages.length > 1 && !named.every(({ come }) => come) ? stages.toReversed() : [];
}

/**
 * Reads a 进展阶段 cell. 终止 and 意向协议 ask for confirmation, what leaves it open (筹建, 暂缓开工, 竣工) for the stage. Never
 * throws.
 */
export function parseStage(cell: Cell): Parsed<StageWord> {
  if (isBlankMark(cell)) return read<StageWord>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const text = cellText(cell);
  const choices = `请填写：${Object.values(STAGES).join('、')}，或终止`;
  if (text === undefined || isFormulaError(text)) return refuse('单元格里不是阶段', choices);
  const code = text.toUpperCase();
  if (code in STAGES) return read<StageWord>(code as Stage);
  const said = stageWord(text);
  const { stage } = said;
  const open = stage === undefined || stage === 'TERMINATED' ? said.open : leftOpen(text, stage);
  if (stage === undefined || open.length > 0)
    return ask(`${quote(text)}看不出处于哪个阶段`, choices, { word: text, proposals: open });
  if (stage === 'TERMINATED')
    return read<StageWord>(stage, [note('confirm', `${quote(text)}按终止处理，请确认`)]);
  if (stage === 'NEGOTIATING' && /签/.test(text))
    return read<StageWord>(stage, [note('confirm', '意向、框架协议不计入签约，按在谈处理，请确认')]);
  return read<StageWord>(stage);
}
