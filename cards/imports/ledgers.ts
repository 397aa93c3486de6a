import type { ActionButton, Block } from '../card.ts';
import { onImport, type ImportView } from './view.ts';

/** For which ledger the file is read, where its headers would fit others as well: one tap reads it for another. */
export function otherLedgers(view: ImportView): Block[] {
  const { others = [], title } = view;
  if (others.length === 0) return [];
  const buttons = others.map(({ ledger, title: other }): ActionButton => ({
    label: `改读为“${other}”`,
    action: 'imports.ledger',
    params: { ...onImport(view), ledger, also: false },
  }));
  return [
    { kind: 'note', text: `按“${title}”读取。不是的话：` },
    { kind: 'actions', answers: true, buttons },
  ];
}

/** Sheets of the same file that are of other ledgers: each is named and can be read besides. */
export function otherSheets(view: ImportView): Block[] {
  const left = view.sheets.flatMap(({ name, other }) => (other ? [{ name, other }] : []));
  if (left.length === 0) return [];
  const ledgers = new Map(left.map(({ other }) => [other.ledger, other.title]));
  const named = left.map(({ name, other }) => `工作表“${name}”像“${other.title}”`).join('，');
  const buttons = [...ledgers].map(([ledger, title]): ActionButton => ({
    label: `另读“${title}”`,
    action: 'imports.ledger',
    params: { token: view.token, ledger, also: true },
  }));
  return [
    { kind: 'note', text: `${named}，没有在这份预览里` },
    { kind: 'actions', answers: true, buttons },
  ];
}
