/** The few looks that the service's workbooks have, and the styles.xml that holds them. */
const LOOKS = [
  { name: 'plain', font: 0, fill: 0, border: 0, format: 0, align: '' },
  {
    name: 'title',
    font: 1,
    fill: 0,
    border: 0,
    format: 0,
    align: 'horizontal="center" vertical="center" wrapText="1"',
  },
  { name: 'line', font: 2, fill: 0, border: 0, format: 0, align: 'vertical="center" wrapText="1"' },
  { name: 'titleBeside', font: 1, fill: 0, border: 0, format: 0, align: 'vertical="center"' },
  { name: 'lineBeside', font: 2, fill: 0, border: 0, format: 0, align: 'vertical="center"' },
  {
    name: 'header',
    font: 3,
    fill: 2,
    border: 1,
    format: 0,
    align: 'horizontal="center" vertical="center" wrapText="1"',
  },
  { name: 'text', font: 0, fill: 0, border: 1, format: 49, align: 'vertical="center" wrapText="1"' },
  { name: 'wrap', font: 0, fill: 0, border: 1, format: 49, align: 'vertical="center" wrapText="1"' },
  {
    name: 'center',
    font: 0,
    fill: 0,
    border: 1,
    format: 49,
    align: 'horizontal="center" vertical="center" wrapText="1"',
  },
  { name: 'rank', font: 0, fill: 0, border: 1, format: 1, align: 'horizontal="center" vertical="center"' },
  { name: 'int', font: 0, fill: 0, border: 1, format: 3, align: 'horizontal="right" vertical="center"' },
  { name: 'year', font: 0, fill: 0, border: 1, format: 1, align: 'horizontal="center" vertical="center"' },
  { name: 'amount', font: 0, fill: 0, border: 1, format: 4, align: 'horizontal="right" vertical="center"' },
  { name: 'rate', font: 0, fill: 0, border: 1, format: 164, align: 'horizontal="right" vertical="center"' },
  { name: 'delta', font: 0, fill: 0, border: 1, format: 166, align: 'horizontal="right" vertical="center"' },
  { name: 'day', font: 0, fill: 0, border: 1, format: 165, align: 'horizontal="center" vertical="center"' },
] as const;
export type Look = (typeof LOOKS)[number]['name'];

const COUNT = LOOKS.length;
const INDEX = new Map<Look, number>(LOOKS.map(({ name }, i) => [name, i]));

/** The same look as usual, for a total row, and for a cell that may be written in where the sheet is locked. */
const VARIANTS = ['usual', 'bold', 'open'] as const;
type Variant = (typeof VARIANTS)[number];

/** The cell style of a look. */
export const styleOf = (look: Look, variant: Variant = 'usual'): number =>
  (INDEX.get(look) ?? 0) + COUNT * VARIANTS.indexOf(variant);

const font = (size: number, bold: boolean, color = '') =>
  `<font>${bold ? '<b/>' : ''}<sz val="${size}"/>${color}<name val="宋体"/><family val="3"/><charset val="134"/></font>`;
const edge = (side: string) => `<${side} style="thin"><color rgb="FFBFBFBF"/></${side}>`;

const OPEN_FILL = 3;

const xf = ({ font: f, fill, border, format, align }: (typeof LOOKS)[number], variant: Variant) =>
  `<xf numFmtId="${format}" fontId="${variant === 'bold' ? 3 : f}" fillId="${variant === 'open' ? OPEN_FILL : fill}" ` +
  `borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"` +
  `${variant === 'open' ? ' applyProtection="1"' : ''}><alignment ${align}/>` +
  `${variant === 'open' ? '<protection locked="0"/>' : ''}</xf>`;

export const STYLES_XML =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
  '<numFmts count="3"><numFmt numFmtId="164" formatCode="0.0"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/>' +
  // A change with its sign.
  '<numFmt numFmtId="166" formatCode="+0.0;\\-0.0;0.0"/></numFmts>' +
  `<fonts count="4">${font(10, false)}${font(16, true)}${font(9, false, '<color rgb="FF595959"/>')}${font(10, true)}</fonts>` +
  '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F1"/><bgColor indexed="64"/></patternFill></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFFFFBE6"/><bgColor indexed="64"/></patternFill></fill></fills>' +
  '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>' +
  `<border>${edge('left')}${edge('right')}${edge('top')}${edge('bottom')}<diagonal/></border></borders>` +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="${COUNT * VARIANTS.length}">${VARIANTS.flatMap((variant) => LOOKS.map((look) => xf(look, variant))).join('')}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
