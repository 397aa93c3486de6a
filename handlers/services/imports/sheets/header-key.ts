import { normaliseText } from '../../../../models/rules/parse/text.ts';

/** Headers compare without spaces, width, case, marks of obligation and 其中. */
export const headerKey = (text: string): string =>
  normaliseText(text)
    .toLowerCase()
    .replace(/[\s*★☆]/g, '')
    .replace(/^其中:?/, '')
    .replace(/^\d{1,2}[.、](?=\D)/, '')
    .replace(/[:。]$/, '');

/** The innermost ones: what opens inside would be looked through again from every bracket. */
export const BRACKETS = /[([【{](?:单位:?)?([^([【{)\]】}]*)[)\]】}]/g;
