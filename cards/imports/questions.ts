import type { ActionButton, Block, Input, TextPiece } from '../card.ts';
import { columns, type Picks } from './columns.ts';
import { onImport, type ImportView, type PreviewRoom } from './view.ts';

/** Sheet1!E3, or E3 where only one sheet was read. */
const placeIn = ({ sheets }: ImportView, cell: string): string =>
  sheets.filter(({ leftOut }) => leftOut === undefined).length > 1
    ? cell
    : cell.slice(cell.lastIndexOf('!') + 1);

/** Each doubtful reading with what may be answered: yes, another unit, or leave these rows out. */
export function questions(view: ImportView, room: PreviewRoom): Block[] {
  const { questions: asked } = view;
  const open = asked.filter(
    ({ answer, word, missing }) => answer === undefined && word === undefined && missing === undefined,
  );
  return open.slice(0, room.questions).flatMap(({ id, options, units = [], ...question }): Block[] => [
    {
      kind: 'text',
      text: [
        { text: '请确认：', bold: true },
        `${question.text}${question.count > 1 ? `（共 ${question.count} 处）` : ''}`,
      ],
    },
    ...whereDoubted(view, question),
    {
      kind: 'actions',
      answers: true,
      buttons: [
        ...options.map(({ value, label }, i) => ({
          label,
          action: 'imports.answer' as const,
          params: { ...onImport(view), question: id, value },
          // Where another unit is likelier, the eye is not led to yes.
          ...(i === 0 && units.length === 0 ? { style: 'primary' as const } : {}),
        })),
        ...units.map(({ label, field, unit, all }) => ({
          label,
          action: 'imports.unit' as const,
          params: { ...onImport(view), field, unit, all },
        })),
      ],
    },
  ]);
}

/** Where the doubt is; of several readings that one answer covers, each with its cell. */
function whereDoubted(
  view: ImportView,
  { readings, cells, count }: Pick<ImportView['questions'][number], 'readings' | 'cells' | 'count'>,
): Block[] {
  if (readings)
    return readings.map(({ cell, text }) => ({ kind: 'note', text: `${placeIn(view, cell)} ${text}` }));
  const shown = view.place ? cells : cells.slice(0, SHOWN_CELLS);
  const where = shown.map((cell) => placeIn(view, cell)).join('、');
  if (count <= shown.length) return [{ kind: 'note', text: `单元格 ${where}` }];
  return [{ kind: 'note', text: [`单元格 ${where} 等 ${count} 处，`, allCells(view)] }];
}

/** On a card; the page behind it has them all. */
const SHOWN_CELLS = 5;

/** Where every cell that is asked about stands with its row. */
const allCells = ({ token, place }: ImportView): TextPiece => ({
  text: '看全部',
  link: { page: place ? `/imports/${token}/rows/open/1` : `/imports/${token}` },
});

/** What is picked for a word that says nothing, and for one whose rows are to wait. */
export const WORD_PICKS = { nothing: 'nothing', later: 'later' } as const;

/** A pick for each word that stands for no choice of its own. */
function words(view: ImportView, room: PreviewRoom): Picks {
  const open = view.questions.flatMap(({ word, answer, ...rest }, index) =>
    word && answer === undefined ? [{ ...rest, ...word, index }] : [],
  );
  if (open.length === 0) return { above: [], inputs: [], below: [] };
  const inputs = open.slice(0, room.words).map(({ text, count, cells, means, index }): Input => {
    const where = cells.slice(0, view.place ? cells.length : 2).map((cell) => placeIn(view, cell));
    return {
      name: `w${index}`,
      label: `${text}（${where.join('、')}${count > where.length ? ` 等 ${count} 处` : ''}）`,
      kind: 'choice',
      options: [
        ...means.map(({ value, label, likely }) => ({ value, label: likely ? `${label}（像是）` : label })),
        { value: WORD_PICKS.nothing, label: '都不是，留空' },
        { value: WORD_PICKS.later, label: '这些行先不导入' },
      ],
    };
  });
  const more = open.length - inputs.length;
  return {
    above: [
      {
        kind: 'text',
        text: [
          { text: `有 ${open.length} 个词要您说明：`, bold: true },
          '每个词只问一次，答案用于整个文件，下次导入也记得',
        ],
      },
    ],
    inputs,
    below: [
      ...(!view.place && open.some(({ count }) => count > 2)
        ? [{ kind: 'note' as const, text: ['每个词的全部单元格：', allCells(view)] }]
        : []),
      ...(more > 0
        ? [
            {
              kind: 'note' as const,
              text: `还有 ${more} 个词，选好这些后接着问${view.place ? '' : '；也可以打开预览页一次选完'}`,
            },
          ]
        : []),
    ],
  };
}

/** Columns and words to be explained, in one form: what is picked of one is not lost over the other. */
export function explained(view: ImportView, room: PreviewRoom): Block[] {
  const ofColumns = columns(view, room);
  const ofWords = words(view, room);
  const inputs = [...ofColumns.inputs, ...ofWords.inputs];
  const label = ofWords.inputs.length > 0 ? '按所选重新识别' : '按所选的列重新识别';
  return [
    ...ofColumns.above,
    ...ofWords.above,
    ...(inputs.length > 0
      ? [
          {
            kind: 'form' as const,
            name: 'said',
            inputs,
            submit: {
              label,
              action: 'imports.formAnswers' as const,
              params: onImport(view),
              style: 'primary' as const,
            },
          },
        ]
      : []),
    ...ofColumns.below,
    ...ofWords.below,
  ];
}

/** A pick for each likely double; nothing is chosen beforehand, since nothing is merged silently. */
export function duplicates(view: ImportView, room: PreviewRoom): Block[] {
  const { duplicates: all, counts, noun } = view;
  const open = all.flatMap((double, index) => (double.answer === undefined ? [{ ...double, index }] : []));
  if (open.length === 0) return [];
  const inputs = open.slice(0, room.duplicates).map(({ name, row, candidates, parts, index }): Input => ({
    name: `d${index}`,
    label: `第 ${row} 行“${name}”与台账或本文件里的${noun}相似，它是？`,
    kind: 'choice',
    options: candidates
      .flatMap((candidate) => optionsFor(candidate, parts))
      .concat([
        { value: 'different', label: '不同的，作为新的登记' },
        { value: 'skip', label: '这一行不导入' },
      ]),
  }));
  const others: ActionButton = {
    label: `其余 ${open.length} 个都是不同的`,
    action: 'imports.allDifferent',
    params: onImport(view),
    confirm: { title: `都按不同${noun}登记？`, text: `重复登记会影响通报个数，请确认都不是同一${noun}` },
  };
  return [
    {
      kind: 'form',
      name: 'duplicates',
      inputs,
      submit: { label: '提交选择', action: 'imports.duplicates', params: onImport(view), style: 'primary' },
    },
    ...(open.length > room.duplicates && counts.new > 0
      ? [{ kind: 'actions' as const, answers: true as const, buttons: [others] }]
      : []),
  ];
}

type Double = ImportView['duplicates'][number];

function optionsFor(
  { code, place, name, score, phase }: Double['candidates'][number],
  parts: NonNullable<Double['parts']> = [],
) {
  const like = `相似度 ${Math.round(score * 100)}%`;
  if (code === undefined)
    return [{ value: 'skip', label: `与本文件 ${place ?? ''}“${name}”是同一个（${like}），不导入` }];
  const same = { value: `same|${code}`, label: `同一个：${code} ${name}（${like}）` };
  const part = parts.map(({ value, label }) => ({ value: `${value}|${code}`, label: `${code} 的${label}` }));
  return phase ? [...part.toReversed(), same] : [same, ...part];
}
