import { guidanceOf, plain, type Card, type FormBlock, type Input } from '../../card.ts';
import { WECOM } from '../limits.ts';
import { keyOf, WECOM_NONE } from './callback.ts';
import { bytesOf, wecomLine } from './text.ts';
import type { MultipleInteraction, WecomOption, Select, VoteInteraction } from './types.ts';

type Question = VoteInteraction | MultipleInteraction;
type Body =
  | Pick<VoteInteraction, 'card_type' | 'checkbox'>
  | Pick<MultipleInteraction, 'card_type' | 'select_list'>;

/**
 * A card that only asks, as a WeCom card that asks: one choice among options that lie open, or up to three dropdowns.
 * Undefined when there is more to it than such a card holds (wecom.md 4.3, 4.7): texts to type, days, a question before
 * sending, other blocks.
 */
export function questionOf(card: Card, source: Question['source'], taskId: string): Question | undefined {
  const form = onlyForm(card);
  if (!form || form.submit.confirm) return undefined;
  const { submit, inputs } = form;
  const key = keyOf(submit);
  const body = inputs.length === 1 ? vote(inputs) : selects(inputs);
  const title = wecomLine(card.title);
  const desc = descOf(card, inputs);
  const text = wecomLine(submit.label) || '提交';
  const fits =
    title !== '' &&
    title.length <= WECOM.title &&
    desc.length <= WECOM.titleDesc &&
    text.length <= WECOM.buttonText &&
    bytesOf(key) <= WECOM.keyBytes;
  if (!body || !fits) return undefined;
  const main_title = { title, ...(desc ? { desc } : {}) };
  return { ...body, source, main_title, submit_button: { text, key }, task_id: taskId };
}

/** The form of a card that holds nothing else but words. */
function onlyForm({ blocks }: Card): FormBlock | undefined {
  const others = blocks.filter(({ kind }) => kind !== 'text' && kind !== 'note' && kind !== 'rule');
  const [form] = others;
  return others.length === 1 && form?.kind === 'form' ? form : undefined;
}

/** What stands above the question. The one input of a vote has no label of its own. */
function descOf({ subtitle = '', blocks }: Card, inputs: readonly Input[]): string {
  const texts = blocks.flatMap((block) =>
    block.kind === 'text' || block.kind === 'note' ? [plain(block.text)] : [],
  );
  const labels = inputs.length === 1 ? inputs.map(({ label }) => label) : [];
  const hints = inputs.map(guidanceOf);
  return [subtitle, ...texts, ...labels, ...hints]
    .map(wecomLine)
    .filter(Boolean)
    .reduce((line, next) => line + (line === '' || /[。！？：；]$/.test(line) ? '' : ' · ') + next, '');
}

function vote(inputs: readonly Input[]): Body | undefined {
  const [input] = inputs;
  const option_list = input && optionsOf(input, WECOM.voteOptions, WECOM.voteText);
  if (!option_list || bytesOf(input.name) > WECOM.keyBytes) return undefined;
  const chosen = [input.value ?? []].flat();
  return {
    card_type: 'vote_interaction',
    checkbox: {
      question_key: input.name,
      mode: input.kind === 'choices' ? 1 : 0,
      option_list: option_list.map((option) => ({ ...option, is_checked: chosen.includes(option.id) })),
    },
  };
}

function selects(inputs: readonly Input[]): Body | undefined {
  const made = inputs.map(selectOf);
  const select_list = made.filter((select) => select !== undefined);
  const names = new Set(inputs.map(({ name }) => name));
  const isWhole = select_list.length === inputs.length && names.size === inputs.length;
  if (!isWhole || inputs.length === 0 || inputs.length > WECOM.selects) return undefined;
  return { card_type: 'multiple_interaction', select_list };
}

function selectOf(input: Input): Select | undefined {
  const title = wecomLine(input.label);
  const options = input.kind === 'choice' && optionsOf(input, WECOM.selectOptions - 1, WECOM.selectText);
  const fits = title !== '' && title.length <= WECOM.selectText && bytesOf(input.name) <= WECOM.keyBytes;
  if (!options || !fits) return undefined;
  const [value] = [input.value ?? []].flat();
  const chosen = options.find(({ id }) => id === value);
  return {
    question_key: input.name,
    title,
    selected_id: chosen?.id ?? WECOM_NONE,
    option_list: [{ id: WECOM_NONE, text: '请选择' }, ...options],
  };
}

/** The options of a choice; undefined when it is none, or has more of them or longer ones than are shown. */
function optionsOf(
  { kind, name, options = [] }: Input,
  most: number,
  letters: number,
): WecomOption[] | undefined {
  const made = options.map(({ value, label }): WecomOption => ({ id: value, text: wecomLine(label) }));
  const isShown = ({ id, text }: WecomOption) =>
    text !== '' &&
    text.length <= letters &&
    id !== '' &&
    id !== WECOM_NONE &&
    wecomLine(id) === id &&
    bytesOf(id) <= WECOM.optionIdBytes;
  const isChoice = kind === 'choice' || kind === 'choices';
  const fits = isChoice && name !== '' && made.length > 0 && made.length <= most && made.every(isShown);
  return fits && new Set(made.map(({ id }) => id)).size === made.length ? made : undefined;
}
