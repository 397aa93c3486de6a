import { describe, expect, test } from 'vitest';
import { feishuCard } from '../../cards/render/feishu.ts';
import { bulletin, form, preview } from '../web/cards.ts';
import { refusals } from './feishu-reading.ts';

describe('smoke', () => {
  test.each([
    ['bulletin', bulletin],
    ['form', form],
    ['preview', preview],
  ])('%s', (_, card) => {
    const made = feishuCard(card, { publicUrl: 'https://zy.example.gov.cn' });
    expect(refusals(made)).toEqual([]);
  });
});
