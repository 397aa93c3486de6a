import { describe, expect, test } from 'vitest';
import type { ChartBlock } from '../../../cards/card.ts';
import { chartSpec } from '../../../cards/render/vchart.ts';

const chart = (over: Partial<ChartBlock>): ChartBlock => ({
  kind: 'chart',
  title: '动工率',
  shape: 'bar',
  unit: '%',
  categories: ['源城区', '东源县'],
  series: [{ name: '动工率', values: [78.3, null] }],
  ...over,
});

test('is plain JSON: Feishu takes no functions', () => {
  const spec = chartSpec(chart({}));
  expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
});

describe('bars', () => {
  test('a few categories stand upright, without a bar for a missing value', () => {
    const spec = chartSpec(chart({}));
    expect(spec).toMatchObject({ type: 'bar', direction: 'vertical', xField: 'category', yField: 'value' });
    expect(spec.data.values).toEqual([{ category: '源城区', series: '动工率', value: 78.3, text: '78.3%' }]);
    expect(spec.legends).toMatchObject({ visible: false });
  });

  test('eight units lie down, two series side by side with a legend', () => {
    const units = ['源城区', '东源县', '和平县', '龙川县', '紫金县', '连平县', '江东新区', '市高新区'];
    const values = units.map((_, i) => i);
    const series = ['动工率', '投产率'].map((name) => ({ name, values }));
    const spec = chartSpec(chart({ categories: units, series }));
    expect(spec).toMatchObject({ direction: 'horizontal', xField: 'value', yField: ['category', 'series'] });
    expect(spec.axes).toMatchObject([
      { orient: 'left', type: 'band' },
      { orient: 'bottom', type: 'linear', label: { formatter: '{label}%' } },
    ]);
    expect(spec.legends).toMatchObject({ visible: true });
    expect(spec.data.values).toHaveLength(16);
  });
});

test('a line keeps the place of a missing value as a gap', () => {
  const spec = chartSpec(chart({ shape: 'line', unit: '个' }));
  expect(spec).toMatchObject({ type: 'line', direction: 'vertical', invalidType: 'break' });
  expect(spec.data.values.map((datum) => datum.value)).toEqual([78.3, null]);
  expect(spec.axes[1]).toMatchObject({ title: { visible: true, text: '个' } });
});

test('values are printed with the decimals of their neighbours', () => {
  const texts = (over: Partial<ChartBlock>) => chartSpec(chart(over)).data.values.map((datum) => datum.text);
  expect(texts({ series: [{ name: 'a', values: [60, 71.4] }] })).toEqual(['60.0%', '71.4%']);
  expect(texts({ unit: '个', series: [{ name: 'a', values: [14, 0] }] })).toEqual(['14', '0']);
  expect(texts({ shape: 'line' })).toEqual(['78.3%', '—']);
});

test('more values than fit are not labelled', () => {
  const categories = Array.from({ length: 30 }, (_, i) => `${i}`);
  const spec = chartSpec(chart({ categories, series: [{ name: 'a', values: categories.map(Number) }] }));
  expect(spec.label).toMatchObject({ visible: false });
});
