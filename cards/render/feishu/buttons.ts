import type { ActionButton, ActionRef, Button, Rich } from '../../card.ts';
import { FEISHU } from '../limits.ts';
import { callbackValue } from './callback.ts';
import { actionsIn } from '../text.ts';
import { feishuPageUrl, plainText, smallPrint } from './text.ts';
import type { ButtonElement, ColumnSetElement, Confirm, Inner, SelectElement } from './types.ts';

/** Buttons side by side; they flow into further lines on a phone. */
export const buttonRow = (buttons: readonly ButtonElement[]): ColumnSetElement[] =>
  buttons.length === 0
    ? []
    : [
        {
          tag: 'column_set',
          flex_mode: 'flow',
          horizontal_spacing: 'small',
          columns: buttons.map((button) => ({ tag: 'column', width: 'auto', elements: [button] })),
        },
      ];

/** Buttons as they are; one whose page is none of ours is left as its label, to be read but not to be tapped. */
export function feishuButtonsOf(buttons: readonly Button[], publicUrl: string): Inner[] {
  const made = buttons.map((button) => ({ label: button.label, element: buttonOf(button, publicUrl) }));
  const dead = made
    .flatMap(({ label, element }) => (element ? [] : [label]))
    .filter((label) => label.trim() !== '');
  return [
    ...buttonRow(made.flatMap(({ element }) => element ?? [])),
    ...(dead.length > 0 ? [smallPrint(dead.join('、'))] : []),
  ];
}

const labelOf = (label: string) => plainText(label, FEISHU.label, '打开');

function buttonOf(button: Button, publicUrl: string): ButtonElement | undefined {
  const common = { tag: 'button', text: labelOf(button.label), type: button.style ?? 'default' } as const;
  if ('page' in button) {
    const url = feishuPageUrl(button.page, publicUrl);
    return url === undefined ? undefined : { ...common, behaviors: [{ type: 'open_url', default_url: url }] };
  }
  return {
    ...common,
    behaviors: [{ type: 'callback', value: callbackValue(button) }],
    ...confirmOf(button),
  };
}

/** The question before an action runs, as a property of its button. */
export const confirmOf = ({ confirm }: ActionButton): { confirm?: Confirm } =>
  confirm
    ? {
        confirm: {
          title: plainText(confirm.title, FEISHU.label, '请确认'),
          text: plainText(confirm.text, FEISHU.confirm, '确定继续？'),
        },
      }
    : {};

const refButton = ({ label, ref }: { label: string; ref: ActionRef }): ButtonElement => ({
  tag: 'button',
  text: labelOf(`${label} ›`),
  type: 'default',
  behaviors: [{ type: 'callback', value: callbackValue(ref) }],
});

/** The actions that a text links to, as buttons below it. */
export const actionButtons = (texts: readonly Rich[]): ColumnSetElement[] =>
  buttonRow(texts.flatMap(actionsIn).map(refButton));

/** The actions that a table's cells link to, as one list to pick from: a button for each row would be a wall. */
export function actionPicker(texts: readonly Rich[]): Inner[] {
  const options = new Map(
    texts
      .flatMap(actionsIn)
      .map(({ label, ref }): [string, string] => [JSON.stringify(callbackValue(ref)), label]),
  );
  if (options.size === 0) return [];
  const picker: SelectElement = {
    tag: 'select_static',
    placeholder: plainText('打开…'),
    width: 'fill',
    options: [...options].map(([value, label]) => ({ text: labelOf(label), value })),
    behaviors: [{ type: 'callback', value: { pick: true } }],
  };
  return [picker];
}
