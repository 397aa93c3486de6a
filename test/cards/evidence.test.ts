import { expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { cardHtml } from '../../cards/render/html.ts';
import { feishuCard } from '../../cards/render/feishu.ts';
import { wecomCard } from '../../cards/render/wecom.ts';

const card: Card = {
  title: '提交认定',
  tone: 'info',
  summary: '提交认定',
  blocks: [
    {
      kind: 'form',
      name: 'confirm',
      inputs: [
        { name: 'proof', label: '合同首页与签章页', kind: 'files', required: true },
        { name: 'note', label: '说明', kind: 'text' },
      ],
      submit: { label: '提交', action: 'binding.place' },
    },
  ],
};
const options = { publicUrl: 'https://zhaoyou.test' };

test('a page has a real picker for several files, with the notice that stands over every upload', () => {
  const html = cardHtml(card);
  const input = /<input[^>]*type="file"[^>]*>/.exec(html)?.[0] ?? '';
  expect(input).toContain('multiple');
  expect(input).toContain('required');
  expect(input).toContain('name="proof"');
  expect(input).toMatch(/accept="image\/\*,\.pdf,/);
  expect(input).toContain(`data-most-bytes="${30 * 1024 * 1024}"`);
  expect(html).toContain('严禁上传涉密文件、内部敏感文件。');
});

test('cards of platforms, which take no files, say to send them', () => {
  for (const shown of [feishuCard(card, options), wecomCard(card, options)])
    expect(JSON.stringify(shown)).toContain('请把文件发给我');
  expect(JSON.stringify(feishuCard(card, options))).toContain('合同首页与签章页（必填）');
});
