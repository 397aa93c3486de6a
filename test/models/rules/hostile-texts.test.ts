import { expect, test } from 'vitest';
import { parkNamed, parseCity, unitNamed } from '../../../models/ledgers/city.ts';
import heyuan from '../../../models/ledgers/city/heyuan.json' with { type: 'json' };
import { CHAINS } from '../../../models/rules/codes.ts';
import { parseHundredths } from '../../../models/rules/money.ts';
import { companyStem, isCompanyName } from '../../../models/rules/names/company-name.ts';
import { createNameIndex } from '../../../models/rules/names/search.ts';
import { createSimilarityIndex } from '../../../models/rules/names/similarity-index.ts';
import { fuzzyKey, otherActivity, similarity } from '../../../models/rules/names/similarity.ts';
import { parseAmount, suspectUnit } from '../../../models/rules/parse/amount.ts';
import { parseArea, parseFloorArea } from '../../../models/rules/parse/area.ts';
import { matchChoice } from '../../../models/rules/parse/choices/choice.ts';
import { chineseDigits } from '../../../models/rules/parse/dates/date-forms.ts';
import { parseDate } from '../../../models/rules/parse/date.ts';
import { westernDigits } from '../../../models/rules/parse/numerals.ts';
import { parsePeriodCell, readPeriod } from '../../../models/rules/parse/period.ts';
import { numericText } from '../../../models/rules/parse/quantity.ts';
import { parseInteger, parseYear } from '../../../models/rules/parse/numbers/integer.ts';
import { parseMeasure } from '../../../models/rules/parse/numbers/measures.ts';
import { parseFlag } from '../../../models/rules/parse/scalars.ts';
import * as text from '../../../models/rules/parse/text.ts';
import { CHAIN_WORDS, parseStage, stageWord } from '../../../models/rules/parse/words.ts';
import { parseMobile } from '../../../models/rules/phone.ts';
import { ruleSetSchema } from '../../../models/rules/ruleset.ts';
import { parseUscc } from '../../../models/rules/uscc.ts';
import { hostileTexts } from '../../helpers/hostile.ts';

const TEXTS = hostileTexts();
const city = parseCity(heyuan);
const { area } = ruleSetSchema.parse(city.ruleSet);
const names = createNameIndex([{ id: '1', text: '星河电子（河源）有限公司' }]);

/** Readers of a cell: what is too long is refused, with what to do, or says nothing at all. */
const CELLS = {
  parseAmount,
  parseArea: (cell: string) => parseArea(cell, area),
  parseFloorArea: (cell: string) => parseFloorArea(cell, area),
  matchChoice: (cell: string) => matchChoice(cell, CHAINS, CHAIN_WORDS),
  parseDate,
  parseFlag,
  parseInteger,
  parseMeasure: (cell: string) => parseMeasure(cell, '万度'),
  parsePeriodCell: (cell: string) => parsePeriodCell(cell, { today: '2026-05-01' }),
  parseYear,
  parseStage,
  parseMobile,
  parseUscc,
};

test.each(Object.entries(CELLS))('%s refuses what is too long to be a value', (_, read) => {
  for (const cell of TEXTS) {
    expect(read(cell)).toMatchObject({ ok: false, reason: `有 ${cell.length} 个字，太长，没有读取` });
  }
});

/** Matchers: what is too long is simply nothing they know. */
const MATCHERS: Readonly<Record<string, (said: string) => unknown>> = {
  readPeriod: (said) => readPeriod(said, '2026-05-01'),
  suspectUnit: (said) => suspectUnit(said, 100),
  parseHundredths,
  unitNamed: (said) => unitNamed(city, said),
  parkNamed: (said) => parkNamed(city, said),
};

test.each(Object.entries(MATCHERS))('%s finds nothing in what is too long', (_, match) => {
  for (const said of TEXTS) expect(match(said)).toBeUndefined();
});

/** The rest gives some answer for any text. */
const WORKERS: Readonly<Record<string, (said: string) => unknown>> = {
  normaliseText: text.normaliseText,
  tidyText: text.tidyText,
  nameKeyOf: text.nameKeyOf,
  hasEmoji: text.hasEmoji,
  isBlankMark: text.isBlankMark,
  isFormulaError: text.isFormulaError,
  quote: text.quote,
  numericText,
  westernDigits,
  chineseDigits,
  stageWord: (said) => stageWord(said).stage ?? '',
  isCompanyName: (said) => isCompanyName(said, ['星河电子有限公司']),
  companyStem,
  fuzzyKey,
  otherActivity: (said) => otherActivity(said) ?? '',
  search: (said) => names.search(said),
  'search among such names': (said) => createNameIndex([{ id: '1', text: said }]).search('yi'),
  similarity: (said) => similarity({ name: said, investor: said }, { name: `${said}y`, investor: 'x' }),
  candidates: (said) => createSimilarityIndex([{ id: '1', name: said }]).candidates({ name: `y${said}` }),
};

test.each(Object.entries(WORKERS))('%s comes to an end', (_, work) => {
  for (const said of TEXTS) expect(work(said)).toBeDefined();
});

test('a run of combining marks keeps the first thirty, a word keeps all it has', () => {
  expect([...text.nfkc(`a${'\u0316\u0301'.repeat(500)}`)].length).toBeLessThanOrEqual(31);
  expect(text.nfkc('e\u0301\u0316')).toBe('e\u0301\u0316'.normalize('NFKC'));
});
