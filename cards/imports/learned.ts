import type { Block, Card } from '../card.ts';

/** What a unit has taught the import of one ledger. */
export interface LearnedView {
  ledger: string;
  title: string;
  entries: readonly {
    kind: 'columns' | 'words';
    key: string;
    /** 表头“A”；产业归属“模具制造” */
    said: string;
    /** 计划总投资；不导入 */
    means: string;
  }[];
}

const CARD_ENTRIES = 30;
const PAGE_ENTRIES = 500;

/** By what an entry is picked: the ledger, whether a column or a word, and its key, which may hold any sign. */
export const pickOf = ({ ledger }: LearnedView, { kind, key }: LearnedView['entries'][number]): string =>
  `${ledger}|${kind}|${key}`;

/** What imports remember for the own unit, and a way to have it forgotten. */
export const learnedCard = (ledgers: readonly LearnedView[]): Card => cardOf(ledgers, CARD_ENTRIES);

/** The same with everything, for the page behind the card. */
export const learnedPageCard = (ledgers: readonly LearnedView[]): Card => cardOf(ledgers, PAGE_ENTRIES);

function cardOf(ledgers: readonly LearnedView[], room: number): Card {
  const taught = ledgers.filter(({ entries }) => entries.length > 0);
  const count = taught.reduce((sum, { entries }) => sum + entries.length, 0);
  const doing =
    count === 0
      ? '还没有记住什么：导入时说明过的列和词，确认导入后记在这里'
      : `记住了 ${count} 条，用于本单位以后的导入。不对的选出来点“忘掉”，下次导入重新问`;
  return {
    key: 'import-learned',
    title: '导入对应',
    tone: 'info',
    summary: doing,
    blocks: [
      { kind: 'text', text: doing },
      ...taught.map((ledger) => table(ledger, room)),
      ...(count > 0 ? [forget(taught, room)] : []),
    ],
  };
}

function table({ title, entries }: LearnedView, room: number): Block {
  const more = entries.length - room;
  return {
    kind: 'table',
    caption: title,
    columns: [{ label: '表里写的' }, { label: '读作' }],
    rows: entries.slice(0, room).map(({ said, means }) => [said, means]),
    ...(more > 0 ? { more: { count: more, page: '/learned' } } : {}),
  };
}

function forget(ledgers: readonly LearnedView[], room: number): Block {
  const several = ledgers.length > 1;
  const options = ledgers.flatMap((ledger) =>
    ledger.entries.slice(0, room).map((entry) => ({
      value: pickOf(ledger, entry),
      label: `${several ? `${ledger.title}：` : ''}${entry.said} → ${entry.means}`,
    })),
  );
  return {
    kind: 'form',
    name: 'forget',
    inputs: [{ name: 'entry', label: '忘掉哪一条', kind: 'choice', options }],
    submit: { label: '忘掉', action: 'learned.forget', style: 'danger' },
  };
}
