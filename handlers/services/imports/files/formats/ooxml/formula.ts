/** Functions that never come to a text. */
const OF_NUMBERS = new Set(
  (
    'SUM SUMIF SUMIFS SUMPRODUCT SUBTOTAL PRODUCT QUOTIENT ROUND ROUNDUP ROUNDDOWN INT TRUNC ABS MAX MIN AVERAGE ' +
    'AVERAGEIF AVERAGEIFS COUNT COUNTA COUNTIF COUNTIFS MOD POWER SQRT DATE TODAY NOW YEAR MONTH DAY VALUE DATEVALUE'
  ).split(' '),
);
const LONGEST_FORMULA = 2000;

/**
 * Can a formula only come to a number? Sums, products and functions of numbers; nothing that may hand on a text, as a
 * mere reference or VLOOKUP does.
 */
export function isNumericFormula(formula: string): boolean {
  if (formula.length > LONGEST_FORMULA || formula.includes('&')) return false;
  // The text of a condition (SUMIF) and the name of a sheet are neither operators nor functions.
  const bare = formula.replace(/"[^"]*"|'[^']*'/g, '');
  const called = [...bare.matchAll(/([A-Za-z.]{2,20})\s*\(/g)].map(([, name = '']) => name.toUpperCase());
  if (!called.every((name) => OF_NUMBERS.has(name))) return false;
  return called.length > 0 || /[-+*/^]/.test(bare);
}
