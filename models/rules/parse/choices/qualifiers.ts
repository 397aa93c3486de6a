/**
 * Small words that turn what follows or precedes them into its opposite, an earlier state or a question (未通过, 拟投产,
 * 暂缓开工, 手续办理中). A text that holds one beside a known word never means that word without asking
 * (domain.md Appendix A, 0.1-4).
 */
const BEFORE = [
  // negation
  '不|未|非|无|没|否|莫|勿|别',
  // intent
  '拟|即将|将要|将于|将|计划|预计|预期|力争|争取|准备|有望|可能|建议|申请|申报|筹备|筹建',
  // hindrance, and what has ended
  '暂|缓|推迟|推后|延期|延后|延迟|待|停|撤|终止|中止|取消|解除|退出|不再|原|曾|前',
  // partiality
  '部分|半|局部|除|近|准|类似|疑似|濒临',
];
const AFTER = [
  '手续|条件|审批|报批|办理|待定|前期|筹备|准备|谈判|洽谈|商谈|拟定|审核|起草|磋商|困难|受阻|遇阻|滞后|失败|未果',
  '前|以外|除外|外的|取消|终止|解除|撤销|到期|退出|中止|暂停|计划|意向|申请|可能',
];

const QUALIFIER = new RegExp(`${BEFORE.join('|')}|${AFTER.join('|')}`);

/** Does a text hold a word that could turn its meaning? */
export const isQualified = (text: string): boolean => QUALIFIER.test(text);
