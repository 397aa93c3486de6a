import type { Move } from '../../models/ledgers/engine/machine.ts';
import { questionsOf } from '../../models/ledgers/engine/questions.ts';
import type { Block, Card, FormBlock } from '../card.ts';
import { faultBlocks, inputOf, type FormFacts } from './ledger-form.ts';
import { backTo, titleOf, type AnyRow } from '../ledger.ts';

export interface MoveFormFacts extends Omit<FormFacts, 'part' | 'row'> {
  row: AnyRow;
  move: Move;
}

/** The form of what a move asks, for its own card and for cards that carry it. */
export function moveForm(facts: MoveFormFacts): FormBlock {
  const { ledger, row, move } = facts;
  const { event, label, style = 'primary' } = move;
  return {
    kind: 'form',
    name: `${ledger.name}-${event}`,
    inputs: questionsOf(ledger, move).flatMap(({ key, field, required }) => {
      const asked = inputOf(key, field, facts);
      if (!asked) return [];
      const { required: _unless, ...input } = asked;
      return [required ? { ...input, required: true as const } : input];
    }),
    about: `${ledger.name}:${row.code}:${event}`,
    submit: {
      label,
      style,
      action: 'ledger.move',
      params: { ledger: ledger.name, code: row.code, version: row.version, event },
    },
  };
}

/** What a move asks, with what is wrong about the answers and the way back to the row. */
export function moveFormCard(facts: MoveFormFacts): Card {
  const { ledger, row, move, nameOf, faults = [], notice = [] } = facts;
  const told: Block[] = [
    ...notice.map((text): Block => ({ kind: 'text', text: [{ text, tone: 'warn' }] })),
    ...(move.confirm ? [{ kind: 'text' as const, text: move.confirm.text }] : []),
    ...faultBlocks(faults),
  ];
  return {
    title: move.label,
    subtitle: `${row.code} · ${titleOf(ledger, row, nameOf)}`,
    tone: faults.length > 0 || notice.length > 0 ? 'warn' : 'info',
    summary: `${move.label} ${row.code}`,
    blocks: [...told, moveForm(facts), { kind: 'actions', buttons: [backTo(ledger, row.code)] }],
  };
}
