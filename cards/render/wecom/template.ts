import type { Block, Card, Tone } from '../../card.ts';
import { WECOM } from '../limits.ts';
import { countedWords } from '../overflow.ts';
import type { Layout } from './layout.ts';
import type { ButtonInteraction, CardButton, Row, Source, TemplateCard, TextNotice } from './types.ts';

export interface TemplateOptions {
  /** The address of the page on which everything on the card can be read and done. */
  whole: string;
  /** Without one nothing can call back. */
  taskId: string | undefined;
}

const COLOURS: Readonly<Record<Tone, Source['desc_color']>> = { info: 0, good: 3, warn: 2, bad: 2, quiet: 0 };

/** Who speaks, in the colour of the card's tone. */
export const sourceOf = ({ tone }: Card): Source => ({ desc: '招优', desc_color: COLOURS[tone] });

/** An id as the platform takes it (wecom.md 4.3); undefined when nothing is left of it. */
export function taskIdOf(id = ''): string | undefined {
  const taken = id.replace(/[^\w\-@]/g, '_').slice(0, WECOM.taskIdBytes);
  return taken === '' ? undefined : taken;
}

/**
 * The template card that fits: with buttons where something can call back, else one to read with pages to go to.
 * @param missing what is told as not shown
 */
export function templateOf(
  card: Card,
  layout: Layout,
  missing: readonly Block[],
  options: TemplateOptions,
): TemplateCard {
  const { whole, taskId } = options;
  const { acts, buttons } = layout;
  const common = {
    source: sourceOf(card),
    main_title: { title: layout.title, ...(layout.desc ? { desc: layout.desc } : {}) },
    ...(layout.lines.length > 0 ? { sub_title_text: layout.lines.join('\n') } : {}),
    ...rowsOf(layout, missing, whole),
    card_action: { type: 1 as const, url: whole },
  };
  // The platform takes no card for buttons without one: where none found its place it is one to read.
  const pressed = acts && buttons.length > 0;
  return pressed && taskId !== undefined ? withButtons(common, buttons, taskId) : withJumps(common, buttons);
}

type Common = Omit<ButtonInteraction, 'card_type' | 'button_list' | 'task_id'>;

const withButtons = (common: Common, buttons: readonly CardButton[], taskId: string): ButtonInteraction => ({
  card_type: 'button_interaction',
  ...common,
  button_list: buttons,
  task_id: taskId,
});

function withJumps(common: Common, buttons: readonly CardButton[]): TextNotice {
  const list = buttons.flatMap((button) =>
    button.type === 1 ? [{ type: 1 as const, title: button.text, url: button.url }] : [],
  );
  return { card_type: 'text_notice', ...common, ...(list.length > 0 ? { jump_list: list } : {}) };
}

/** The rows, and the way to what is not shown. */
function rowsOf(
  { rows }: Layout,
  untold: readonly Block[],
  url: string,
): { horizontal_content_list?: readonly Row[] } {
  const counted = countedWords(untold);
  const value = counted.length <= WECOM.rowValue ? counted : `${untold.length} 处内容，点此查看`;
  const list: Row[] = [
    ...rows.map((row) => ({ keyname: row.label, value: row.value })),
    ...(counted === '' ? [] : [{ type: 1 as const, keyname: '未显示', value, url }]),
  ];
  return list.length > 0 ? { horizontal_content_list: list } : {};
}
