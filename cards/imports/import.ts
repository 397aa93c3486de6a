import type { ActionButton, ActionsBlock, Block, Card, Rich } from '../card.ts';
import { CARD_COLUMNS } from './columns.ts';
import { otherLedgers, otherSheets } from './ledgers.ts';
import { duplicates, explained, questions } from './questions.ts';
import { sheetFolds, toldFold } from './sheets.ts';
import { newRows, partedTotals, readings, sums } from './understood.ts';
import { onImport, type ImportView, type PreviewRoom } from './view.ts';

const CARD: PreviewRoom = {
  faults: 5,
  rows: 4,
  readings: 5,
  totals: 3,
  questions: 3,
  words: 5,
  columns: CARD_COLUMNS,
  duplicates: 3,
};
const PAGE: PreviewRoom = {
  faults: 200,
  rows: 60,
  readings: 60,
  totals: 60,
  questions: 50,
  words: 60,
  columns: 60,
  duplicates: 10,
};

/** The preview of an import, for the phone: first what to do, then counts, faults, questions, and how it was read. */
export function importCard(view: ImportView): Card {
  const doing = whatToDo(view);
  return {
    key: `import:${view.token}`,
    title: `导入预览：${view.title}`,
    subtitle: view.file,
    tone: view.counts.faulty + view.open + partedTotals(view).length > 0 ? 'warn' : 'info',
    summary: doing,
    blocks: [{ kind: 'text', text: doing, size: 'large' }, ...body(view, CARD), actions(view)],
  };
}

/** The same with everything that is kept, for the page behind the card. */
export function importPageCard(preview: ImportView): Card {
  const view: ImportView = { ...preview, place: 'page' };
  return {
    ...importCard(view),
    blocks: [
      { kind: 'text', text: whatToDo(view) },
      { kind: 'actions', buttons: [{ label: '逐行核对', page: `/imports/${view.token}/rows/all/1` }] },
      ...body(view, PAGE),
      actions(view),
    ],
  };
}

/** What became of a confirmed import. */
export function importDoneCard(
  view: ImportView,
  done: { inserted: number; updated: number; codes: readonly string[] },
): Card {
  const left = view.counts.faulty + view.open;
  const text = `已导入：新增 ${done.inserted} 个${view.noun}，更新 ${done.updated} 个`;
  const codes = done.codes.slice(0, 5).join('、');
  const blocks: Block[] = [
    {
      kind: 'text',
      text: left > 0 ? `${text}。还有 ${left} 行没有导入，改正后重新发送即可` : text,
      size: 'large',
    },
  ];
  if (codes !== '')
    blocks.push({ kind: 'note', text: `新编号：${codes}${done.codes.length > 5 ? ' 等' : ''}` });
  if (left > 0) blocks.push({ kind: 'actions', buttons: [markedButton(view)] });
  blocks.push(...otherSheets(view));
  return {
    key: `import:${view.token}`,
    title: `导入完成：${view.title}`,
    subtitle: view.file,
    tone: 'good',
    summary: text,
    blocks,
  };
}

/** An import that was cancelled: the card loses its buttons. */
export const importCancelledCard = (view: ImportView): Card => ({
  key: `import:${view.token}`,
  title: `导入已取消：${view.title}`,
  subtitle: view.file,
  tone: 'quiet',
  summary: '导入已取消，台账没有改动',
  blocks: [{ kind: 'text', text: '导入已取消，台账没有改动' }],
});

function whatToDo({ counts, ready, open, noun }: ImportView): string {
  if (counts.faulty > 0 && ready > 0) {
    return `有 ${counts.faulty} 行要改正：改好后重新发送，或先导入正确的 ${ready} 行`;
  }
  if (counts.faulty > 0 && open > 0) {
    return `有 ${counts.faulty} 行要改正；其余先回答下面的问题（涉及 ${open} 个${noun}），再导入`;
  }
  if (counts.faulty > 0) return `有 ${counts.faulty} 行要改正，请改好后重新发送`;
  if (open > 0) return `先回答下面的问题（涉及 ${open} 个${noun}），再确认导入`;
  if (ready === 0) return `与台账一致，没有要导入的内容`;
  return `核对无误后点“确认导入”：新增 ${counts.new}，更新 ${counts.changed}`;
}

function body(view: ImportView, room: PreviewRoom): Block[] {
  const { counts } = view;
  return [
    {
      kind: 'fields',
      items: [
        { label: '新增', value: String(counts.new) },
        { label: '更新', value: String(counts.changed) },
        { label: '未变', value: String(counts.same) },
        { label: '有错', value: String(counts.faulty) },
        { label: '跳过', value: String(counts.skipped) },
      ],
    },
    ...(view.corrections.length > 0
      ? [{ kind: 'note' as const, text: `已按您的更正重新读取：${view.corrections.join('、')}` }]
      : []),
    ...(view.importedAt ? [{ kind: 'note' as const, text: `与 ${view.importedAt} 导入的文件相同` }] : []),
    ...otherLedgers(view),
    ...otherSheets(view),
    ...sums(view, room),
    ...presumed(view),
    ...faultTable(view, room),
    ...explained(view, room),
    ...questions(view, room),
    ...duplicates(view, room),
    ...readings(view, room),
    ...newRows(view, room),
    ...differences(view, room),
    ...sheetFolds(view),
    ...toldFold(view),
  ];
}

/** What is filled in for new rows without anybody having written it: seen before it is confirmed. */
function presumed({ counts, sheets: all }: ImportView): Block[] {
  const texts = [...new Set(all.flatMap((sheet) => sheet.presumed ?? []))];
  if (counts.new === 0 || texts.length === 0) return [];
  return [{ kind: 'note', text: `新增的行：${texts.join('；')}。不对的请在表里补上这一列` }];
}

function faultTable({ faults, moreFaults, sheets, token }: ImportView, room: PreviewRoom): Block[] {
  const errors = faults.filter(({ level }) => level === 'error');
  if (errors.length === 0) return [];
  const several = sheets.filter(({ leftOut }) => leftOut === undefined).length > 1;
  const more = errors.length + moreFaults - room.faults;
  return [
    {
      kind: 'table',
      byRow: true,
      caption: '要改正的单元格',
      columns: [{ label: '单元格' }, { label: '问题' }, { label: '怎么改' }],
      rows: errors
        .slice(0, room.faults)
        .map(({ sheet, cell, text, suggestion }) => [
          several ? `${sheet}!${cell}` : cell,
          text,
          suggestion ?? '',
        ]),
      ...(more > 0 ? { more: { count: more, page: `/imports/${token}` } } : {}),
    },
  ];
}

function differences({ rows }: ImportView, room: PreviewRoom): Block[] {
  const changed = rows.filter(({ kind, changes }) => kind === 'changed' && changes.length > 0);
  if (changed.length === 0) return [];
  const lines = changed
    .slice(0, room.rows)
    .flatMap(({ title, changes }) =>
      changes.map(({ label, before, after }, i): Rich[] => [
        i === 0 ? title : '',
        label,
        `${before} → ${after}`,
      ]),
    );
  return [
    {
      kind: 'fold',
      title: `主要改动（${changed.length}${changed.length > room.rows ? `，先看 ${room.rows} 个` : ''}）`,
      blocks: [
        {
          kind: 'table',
          columns: [{ label: '名称' }, { label: '项' }, { label: '原值 → 新值' }],
          rows: lines.slice(0, 40),
        },
        { kind: 'note', text: '表里空着的格子不会清掉台账里的内容' },
      ],
    },
  ];
}

const markedButton = ({ token }: ImportView): ActionButton => ({
  label: '下载标注错误的表',
  action: 'imports.marked',
  params: { token },
});

function actions(view: ImportView): ActionsBlock {
  const { token, counts, ready, open } = view;
  const total = counts.new + counts.changed;
  const good = ready > 0 && (counts.faulty > 0 || open > 0);
  const buttons: ActionsBlock['buttons'] = [
    ...(total > 0 && counts.faulty === 0 && open === 0
      ? [
          {
            label: '确认导入',
            action: 'imports.confirm' as const,
            params: onImport(view),
            style: 'primary' as const,
          },
        ]
      : []),
    ...(good
      ? [
          {
            label: `只导入正确的 ${ready} 行`,
            action: 'imports.confirmGood' as const,
            params: onImport(view),
          },
        ]
      : []),
    ...(counts.faulty > 0 ? [markedButton(view)] : []),
    ...(view.place ? [] : [{ label: '看全部', page: `/imports/${token}` }]),
    { label: '取消', action: 'imports.cancel', params: onImport(view) },
  ];
  return { kind: 'actions', buttons };
}
