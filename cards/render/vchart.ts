import type { ChartBlock } from '../card.ts';

/**
 * A chart as VChart 1.12 takes it: plain JSON with no functions, so the same value goes into a Feishu card, onto a
 * page and into a picture. Feishu clients from 7.16 run VChart 1.10 (feishu.md 5.9), so nothing newer is used.
 */
export interface ChartSpec {
  type: 'bar' | 'line';
  data: { id: string; values: readonly ChartDatum[] };
  direction: 'horizontal' | 'vertical';
  xField: string | readonly string[];
  yField: string | readonly string[];
  seriesField: string;
  legends: object;
  axes: readonly object[];
  label: object;
  tooltip: object;
  [more: string]: unknown;
}
export interface ChartDatum {
  category: string;
  series: string;
  value: number | null;
  /** The value as it is printed: with the decimals of its neighbours, and % where that is the unit. */
  text: string;
}

/** More categories than this do not fit side by side on a phone: the bars lie down. */
const UPRIGHT_MOST = 5;
/** Labels on more points than this cover each other. */
const LABELLED_MOST = 24;
/** Told apart on a light and on a dark ground. */
const COLOURS = ['#3f7bff', '#14b3a1', '#f0a020', '#9a6bff', '#e5566d'] as const;

/** The spec of a chart block. A missing value is no bar, and a gap in a line. */
export function chartSpec(block: ChartBlock): ChartSpec {
  const lying = block.shape === 'bar' && block.categories.length > UPRIGHT_MOST;
  const grouped = block.shape === 'bar' && block.series.length > 1 ? ['category', 'series'] : 'category';
  const values = valuesOf(block);
  return {
    type: block.shape,
    data: { id: 'values', values },
    direction: lying ? 'horizontal' : 'vertical',
    xField: lying ? 'value' : grouped,
    yField: lying ? grouped : 'value',
    seriesField: 'series',
    color: COLOURS,
    // Lying bars have their values behind them, beyond the end of the axis.
    padding: { top: 4, right: lying ? 48 : 8, bottom: 4, left: 4 },
    legends: { visible: block.series.length > 1, orient: 'top', position: 'start' },
    axes: axesOf(block, lying),
    label: {
      visible: values.length <= LABELLED_MOST,
      formatter: '{text}',
      overlap: !lying,
      style: { fontSize: 11 },
    },
    tooltip: {
      mark: { content: [{ key: '{series}', value: block.unit === '%' ? '{text}' : `{text}${block.unit}` }] },
    },
    ...(block.shape === 'bar' ? { barMaxWidth: 28 } : { invalidType: 'break', point: { visible: true } }),
  };
}

function valuesOf(block: ChartBlock): ChartDatum[] {
  const print = printerOf(block);
  const data = block.series.flatMap((series) =>
    block.categories.map((category, i) => {
      const value = series.values[i] ?? null;
      return { category, series: series.name, value, text: print(value) };
    }),
  );
  return block.shape === 'bar' ? data.filter((datum) => datum.value !== null) : data;
}

/** Prints the values of a chart alike: 60.0% beside 71.4%; a missing one is a dash. */
export function printerOf(block: ChartBlock): (value: number | null | undefined) => string {
  const decimals = block.series
    .flatMap((series) => series.values)
    .map((value) => String(value ?? '').split('.')[1]?.length ?? 0);
  const most = Math.max(0, ...decimals);
  const unit = block.unit === '%' ? '%' : '';
  return (value) => (value === null || value === undefined ? '—' : `${value.toFixed(most)}${unit}`);
}

function axesOf(block: ChartBlock, lying: boolean): object[] {
  const names = {
    orient: lying ? 'left' : 'bottom',
    type: 'band',
    label: { style: { fontSize: 12 } },
  };
  const numbers = {
    orient: lying ? 'bottom' : 'left',
    type: 'linear',
    label: { formatter: `{label}${block.unit === '%' ? '%' : ''}`, style: { fontSize: 11 } },
    ...(block.unit === '%'
      ? {}
      : { title: { visible: true, text: block.unit, autoRotate: false, angle: 0 } }),
  };
  return [names, numbers];
}
