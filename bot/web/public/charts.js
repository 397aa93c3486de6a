/** Charts: the library is fetched when the first one comes into view; each is drawn again when the theme changes. */

/**
 * @import { BarSpec, ChartLibrary, DrawnChart, WithChartLibrary } from '../page-types.ts'
 */

/** @type {Map<HTMLElement, DrawnChart>} */
const drawn = new Map();
/** @type {Promise<ChartLibrary> | undefined} */
let library;

function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/vendor/vchart.js';
    script.addEventListener('load', () => {
      /** @type {WithChartLibrary} */
      const { VChart } = window;
      const found = VChart?.VChart ?? VChart?.default;
      if (found) resolve(found);
      else reject(new Error('the chart library is not what it was'));
    });
    script.addEventListener('error', () => {
      library = undefined;
      reject(new Error('the chart library did not load'));
    });
    document.head.append(script);
  });
  return library;
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      // Without the library the figures stand there as a table.
      if (target instanceof HTMLElement) draw(target).catch(() => observer.observe(target));
    }
  },
  { rootMargin: '200px' },
);

/**
 * Watches the charts under `root`; call it again after new cards came in.
 * @param {ParentNode} root
 */
export function watchCharts(root) {
  for (const figure of root.querySelectorAll('figure[data-chart]:not([data-watched])')) {
    if (!(figure instanceof HTMLElement)) continue;
    figure.dataset.watched = 'yes';
    observer.observe(figure);
  }
}

/** @param {HTMLElement} figure */
async function draw(figure) {
  /** @type {BarSpec} */
  const spec = JSON.parse(figure.dataset.chart ?? '');
  const canvas = figure.querySelector('.chart-canvas');
  if (!(canvas instanceof HTMLElement)) return;
  const VChart = await loadLibrary();
  if (!figure.isConnected) return;
  // A card of a chat brings its own height along.
  canvas.style.height ||= `${heightOf(spec)}px`;
  drawn.get(figure)?.release();
  const theme = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
  const chart = new VChart(dressed(spec), { dom: canvas, theme, animation: false });
  drawn.set(figure, chart);
  await chart.renderAsync();
  const figures = figure.querySelector('.chart-data');
  if (figures instanceof HTMLDetailsElement) figures.open = false;
  figure.dataset.drawn = theme;
}

/**
 * The page's own letters and ink: the library's follow the bars, and dark blue on black cannot be read.
 * @param {BarSpec} spec
 */
function dressed(spec) {
  const style = getComputedStyle(document.body);
  const text = { fontFamily: style.fontFamily, fill: style.getPropertyValue('--ink-soft').trim() };
  /** @param {BarSpec['label']} [part] */
  const inked = (part = {}) => ({ ...part, style: { ...part.style, ...text } });
  return {
    ...spec,
    background: 'transparent',
    label: inked(spec.label),
    axes: spec.axes.map((axis) => ({ ...axis, label: inked(axis.label) })),
    legends: { ...spec.legends, item: { label: { style: text } } },
  };
}

/**
 * Lying bars need a line each; others fit into a landscape.
 * @param {BarSpec} spec
 */
function heightOf(spec) {
  const categories = new Set(spec.data.values.map((datum) => datum.category)).size;
  const series = new Set(spec.data.values.map((datum) => datum.series)).size;
  return spec.direction === 'horizontal' ? 90 + categories * (12 + series * 15) : 260;
}

window.addEventListener('themechange', () => {
  for (const [figure, chart] of drawn) {
    if (figure.isConnected) void draw(figure);
    else {
      chart.release();
      drawn.delete(figure);
    }
  }
});
