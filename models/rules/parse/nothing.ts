import { normaliseText } from './text.ts';

/** No phrase of these words is longer. */
const MOST = 12;
const WHEN = '(?:目前|现|暂时?|尚|还|仍|均|都|本月|无|已)?';
const NOTHING = [
  // does not apply
  '不涉及|不适用|无需|不需要|无要求|不含',
  // nobody knows yet
  '(?:待|未)(?:最终)?(?:定|确定|明确|核实|核定|核|查|统计|测算|评估|落实|知|掌握|公布)|不详|不明|不明确|不确定|不清楚|不知道|不掌握|无法(?:确定|统计|提供)|未知',
  // to be filled in
  '待(?:填报?|补充?|完善|更新|上报|提供|报|录入|反馈|办理?)|未(?:填报?|提供|上报|办理|反馈|报|录)|(?:无|暂缺|空缺|缺失|缺)(?:数据|资料|信息)?',
  // under way
  '(?:正在|在)?(?:办理?|申请|申办|申报|统计|测算|核实|核算|沟通|洽谈|商谈|协商|报批|审批|评估|编制|完善|注册)中|正在(?:办理|申请|申办|申报|统计|测算|核实|核算|沟通|洽谈|商谈|协商|报批|审批|评估|编制|完善|注册)|在办',
  // said elsewhere, or not at all
  '面议|保密|涉密|另附|(?:详)?见(?:附件|附表|备注|后)|tbd|pending|unknown',
].join('|');
const NOTHING_WORD = new RegExp(`^${WHEN}(?:${NOTHING})(?:中|阶段)?[。.!！…]*$`);

/**
 * Does a text only say that there is nothing to say: 不涉及, 待定, 不详, 正在办理? In a column of numbers, dates, codes or
 * choices that is an empty cell; in a text it may be news (domain.md Appendix A).
 */
export function isNothingWord(text: string): boolean {
  if (text.length > MOST * 2) return false;
  const said = normaliseText(text)
    .toLowerCase()
    .replace(/[\s()]/g, '');
  return said.length <= MOST && NOTHING_WORD.test(said);
}
