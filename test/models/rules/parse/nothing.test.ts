import { expect, test } from 'vitest';
import { isNothingWord } from '../../../../models/rules/parse/nothing.ts';

test.each(
  '不涉及 待定 不详 正在办理 办理中 暂未确定 尚未确定 待核实 待补充 （待定） 面议 暂缺 详见附件 未知 目前正在办理中 暂不涉及 未提供'.split(
    ' ',
  ),
)('%s says nothing', (word) => expect(isNothingWord(word)).toBe(true));

test.each('未通过 待通过 未签约 未开工 在建 已定 确定 正在建设 不涉及土地 待业 无人机 未达产'.split(' '))(
  '%s says something',
  (word) => expect(isNothingWord(word)).toBe(false),
);
