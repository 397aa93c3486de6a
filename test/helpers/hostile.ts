const UNITS: readonly string[] = [
  ['(', '[', '（', '【', '{', '((a', '()', '(共', '(一', '{单位:', '【单位：'],
  ['9', '1,', '1,234', '1-', '1.', '2025-', '2025年', '1月', '1/', '12:', 'T', 'T12:', 'jan ', '2026-05-'],
  ['亿', '1亿', '1亿-', '万亿', '一', '一点', '百千', '3千', '〇', '1个', '1 人', '个余', '第一', '一期'],
  [' ', '  a', '\t', '\n', '　', ',', '，', '、', ':', '*', '@a ', '@', '\\', '<', '&#', '_x'],
  [
    '单位',
    '单位:',
    '单位：万',
    '其中',
    '公司',
    '有限',
    '（筹）',
    '项目',
    '合计',
    '源城区',
    '年产1',
    '计划',
    '未签',
  ],
  ['\u0301\u0316', '\u0f71\u0f72\u0f74', 'e\u0301', '\u200b', '\u202e', 'ﷺ', '①', '²', '㎡', '\ud800'],
  ['😀', '👨‍👩‍👧‍👦', '🇨', '1jan', 'a1', 'ab', '上午 ', '星期', '#REF', '％'],
].flat();

/**
 * Texts that nobody writes: runs of `length` signs on which patterns go back and forth, each with an end that
 * disappoints the pattern. A matcher that takes the square of the length needs minutes for one of 100,000.
 */
export const hostileTexts = (length = 100_000): string[] =>
  UNITS.map((unit) => `${unit.repeat(Math.ceil(length / unit.length)).slice(0, length)}x`);
