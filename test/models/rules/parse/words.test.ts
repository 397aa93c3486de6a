import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAINS, LAND_MODES } from '../../../../models/rules/codes.ts';
import { matchChoice } from '../../../../models/rules/parse/choices/choice.ts';
import { parseInteger } from '../../../../models/rules/parse/numbers/integer.ts';
import { parseFlag } from '../../../../models/rules/parse/scalars.ts';
import {
  hasEmoji,
  isBlankMark,
  nameKeyOf,
  normaliseText,
  tidyText,
} from '../../../../models/rules/parse/text.ts';
import { CHAIN_WORDS, LAND_MODE_WORDS, parseStage, stageWord } from '../../../../models/rules/parse/words.ts';

const UNITS = { YC: '源城区', DY: '东源县', JD: '江东新区', GX: '市高新区' };
const UNIT_WORDS = { 高新区: 'GX', 国家高新区: 'GX', 江东: 'JD', 源城: 'YC' } as const;
const valueOf = (parsed: { ok: true; value: unknown } | { ok: false; reason: string }) =>
  parsed.ok ? parsed.value : parsed.reason;

describe('a cell that says more than one stage, or more than a stage', () => {
  it.each([
    ['动工、投产', ['PRODUCING', 'STARTED']],
    ['签约/落地', ['LANDED', 'SIGNED']],
    ['动工及投产', ['PRODUCING', 'STARTED']],
    ['签约落地', ['LANDED', 'SIGNED']],
    ['项目已于2025年3月开工建设，目前正在进行主体施工', ['STARTED']],
  ])('%s is asked', (text, proposals) => {
    expect(parseStage(text)).toMatchObject({
      ok: false,
      asked: { word: expect.any(String) as string, proposals },
    });
  });

  it.each([
    ['已签约，已动工', 'STARTED'],
    ['竣工投产', 'PRODUCING'],
    ['开工建设', 'STARTED'],
  ])('%s is read', (text, stage) => {
    expect(valueOf(parseStage(text))).toBe(stage);
  });
});

describe('choices', () => {
  it.each(['高新区', '市高新区', '河源高新区管委会', 'GX', 'gx', '（市高新区）'])(
    'finds the unit in %s',
    (text) => {
      expect(matchChoice(text, UNITS, UNIT_WORDS)).toMatchObject({ ok: true, value: 'GX' });
    },
  );

  it('names the candidates when a text could mean several, the allowed ones when none', () => {
    expect(matchChoice('源城区、东源县', UNITS)).toMatchObject({
      ok: false,
      reason: '“源城区、东源县”分不清是源城区还是东源县',
      asked: { word: '源城区、东源县', proposals: ['YC', 'DY'] },
    });
    expect(matchChoice('深圳', UNITS)).toMatchObject({
      ok: false,
      suggestion: '请填写：源城区、东源县、江东新区、市高新区',
    });
    expect(matchChoice('—', UNITS)).toMatchObject({ ok: true, value: null });
  });

  it.each([
    ['水经济', 'WATER_FOOD'],
    ['食品饮料', 'WATER_FOOD'],
    ['模具', 'MOLD'],
    ['机械', 'MOLD'],
    ['装备', 'MOLD'],
    ['新材料', 'MATERIAL'],
    ['电解液', 'MATERIAL'],
    ['永磁', 'MATERIAL'],
    ['电子信息产业', 'ELEC'],
    ['先进材料', 'MATERIAL'],
    ['机械与模具', 'MOLD'],
    ['其他', 'OTHER'],
  ])('reads the chain of %s as %s', (text, code) => {
    expect(valueOf(matchChoice(text, CHAINS, CHAIN_WORDS))).toBe(code);
  });

  it.each([
    ['新增用地', 'NEW_LAND'],
    ['租赁标准厂房', 'RENT_FACTORY'],
    ['租赁', 'RENT_FACTORY'],
    ['购置厂房', 'BUY_FACTORY'],
    ['自有', 'OWN_FACTORY'],
    ['盘活存量', 'STOCK_LAND'],
  ])('reads the land mode of %s as %s', (text, code) => {
    expect(valueOf(matchChoice(text, LAND_MODES, LAND_MODE_WORDS))).toBe(code);
  });
});

describe('stage words (domain.md Appendix A)', () => {
  it.each([
    ['NEGOTIATING', '洽谈 接洽 在谈 意向 意向签约 签订框架协议'],
    ['SIGNED', '已签约 已签合同 已签约未动工 已签约，计划明年动工'],
    ['LANDED', '已注册 已供地 已摘牌 落地 落户'],
    ['STARTED', '动工 开工 在建 建设中 主体封顶 started'],
    ['PRODUCING', '试产 投产 竣工投产 已投产'],
    ['FULL', '达产'],
    ['TERMINATED', '终止 解约 放弃 停滞 退地'],
  ])('%s: %s', (stage, words) => {
    expect(words.split(' ').map((word) => valueOf(parseStage(word)))).toEqual(
      words.split(' ').map(() => stage),
    );
  });

  it('asks where the words leave it open', () => {
    const open = ['SIGNED', 'LANDED'];
    expect([stageWord('筹建'), stageWord('前期工作'), stageWord('晴')]).toEqual([
      { open },
      { open },
      { open: [] },
    ]);
    expect(parseStage('筹建')).toMatchObject({
      ok: false,
      suggestion: '请填写：在谈、签约、落地、动工、投产、达产，或终止',
    });
    expect(parseStage('退地')).toMatchObject({ notes: [{ kind: 'confirm' }] });
  });
});

describe('plain values', () => {
  it('reads flags', () => {
    for (const yes of ['是', '√', '✔', 'Y', 1, true, '有']) expect(valueOf(parseFlag(yes))).toBe(true);
    for (const no of ['否', '×', '无', 'N', 0, false]) expect(valueOf(parseFlag(no))).toBe(false);
    expect([valueOf(parseFlag('—')), valueOf(parseFlag(null)), parseFlag('也许').ok]).toEqual([
      null,
      null,
      false,
    ]);
  });

  it('reads whole numbers', () => {
    for (const cell of [120, '120', '１２０人', '120.0']) expect(valueOf(parseInteger(cell))).toBe(120);
    expect(valueOf(parseInteger('1,200人'))).toBe(1200);
    expect(parseInteger('约120人')).toMatchObject({ value: 120, notes: [{ kind: 'approx' }] });
    expect([parseInteger('12.5').ok, parseInteger('-3').ok, parseInteger('一些').ok]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('normalises for comparing and tidies for storing', () => {
    expect(normaliseText(' ＸＸ　电子\n（二期） \u200B')).toBe('XX 电子 (二期)');
    expect(tidyText(' ＸＸ１　电子（二期），\n好 ')).toBe('XX1 电子（二期）， 好');
    expect(nameKeyOf('ＸＸ 电子（二期）')).toBe(nameKeyOf('xx电子(二期)'));
  });

  it('knows emoji from office signs, and blank marks from zero', () => {
    expect(['项目🎉', '👨‍👩‍👧', '🇨🇳', '❤️'].map(hasEmoji)).toEqual([true, true, true, true]);
    expect(['√是✔', 'A（二期）①', '★重点', '“引号”—', '℃㎡®'].map(hasEmoji)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(['', '—', '/', '无', '暂无', '-', null].every(isBlankMark)).toBe(true);
    expect([isBlankMark('0'), isBlankMark(0), isBlankMark('无锡')]).toEqual([false, false, false]);
  });

  it('never throws on any cell', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' })), (cell) => {
        const all = [
          parseFlag(cell),
          parseInteger(cell),
          parseStage(cell),
          matchChoice(cell, CHAINS, CHAIN_WORDS),
        ];
        for (const parsed of all) expect(parsed.ok || /[一-龥]/.test(parsed.reason)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
