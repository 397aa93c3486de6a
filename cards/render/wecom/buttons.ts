import type { Button } from '../../card.ts';
import { WECOM } from '../limits.ts';
import { keyOf } from './callback.ts';
import { bytesOf, wecomPageUrl } from './text.ts';
import type { ButtonStyle, CardButton } from './types.ts';

export interface ButtonOptions {
  publicUrl: string;
  /** The address of the page on which everything on the card can be done. */
  whole: string;
  /** Whether the surface can call back at all. */
  callsBack: boolean;
}

const STYLES: Readonly<Record<'primary' | 'danger' | 'plain', ButtonStyle>> = {
  primary: 1,
  danger: 4,
  plain: 2,
};

/** Something that may be pressed. */
export interface Offer {
  button: Button;
  /** The line on the card that it is in. */
  line?: number;
  /** The line that it answers; it is none of what the card as a whole offers. Without a text above it, -1. */
  answers?: number;
}

/** What is offered, and what WeCom shows of it; its text is still whole. */
export interface MadeButton {
  offer: Offer;
  element: CardButton;
}

/**
 * Buttons as WeCom has them, and those whose page is none of ours. An action that must ask first opens the page, which
 * asks: cards have no confirm dialog (wecom.md 4.7). So does one that cannot call back, or whose key is too long. Such a
 * one says that it leads away: nothing is done by pressing it.
 */
export function wecomButtonsOf(
  offers: readonly Offer[],
  options: ButtonOptions,
): { made: MadeButton[]; dead: Button[] } {
  const made: MadeButton[] = [];
  const dead: Button[] = [];
  const keys = new Set<string>();
  for (const offer of offers) {
    const { button } = offer;
    const element = 'page' in button ? linkOf(button, options) : actOf(button, options, keys);
    if (element) made.push({ offer, element });
    else dead.push(button);
  }
  return { made, dead };
}

const faceOf = ({ label: text, style }: Pick<Button, 'label' | 'style'>) => ({
  text,
  style: STYLES[style ?? 'plain'],
});

function linkOf(
  button: Extract<Button, { page: string }>,
  { publicUrl }: ButtonOptions,
): CardButton | undefined {
  const url = wecomPageUrl(button.page, publicUrl);
  return url === undefined ? undefined : { type: 1, ...faceOf(button), url };
}

function actOf(
  button: Exclude<Button, { page: string }>,
  { whole, callsBack }: ButtonOptions,
  keys: Set<string>,
): CardButton {
  let key = keyOf(button);
  for (let n = 1; keys.has(key); n += 1) key = keyOf(button, n);
  if (!callsBack || button.confirm || bytesOf(key) > WECOM.keyBytes)
    return { type: 1, ...faceOf({ ...button, label: `去网页${button.label}` }), url: whole };
  keys.add(key);
  return { type: 0, ...faceOf(button), key };
}
