import { parseFlag } from '../../../rules/parse/scalars.ts';
import type { FlagField } from '../fields.ts';
import { heeding, type FieldKind } from './kind.ts';

/** Yes or no. */
export const flagKind: FieldKind<FlagField> = {
  title: '是/否',
  stored: 'boolean',
  judge: (_field, value) => (typeof value === 'boolean' ? undefined : '应为是或否'),
  show: (_field, value) => (value === true ? '是' : '否'),
  reader: ({ label, words }, context) => {
    const known = { asks: label.replace(/^是否/, ''), ...words };
    return heeding(
      ({ raw }) => parseFlag(raw, known),
      context,
      (said) => said === 'true',
    );
  },
  repeats: 'all',
  find: ({ label, words }, word) => {
    if (word === label.replace(/^是否/, '') || words?.yes?.includes(word)) return true;
    return words?.no?.includes(word) ? false : undefined;
  },
  input: () => ({ kind: 'flag' }),
  meanings: () => [
    { value: 'true', label: '是' },
    { value: 'false', label: '否' },
  ],
  sheet: () => ({ look: 'center', width: 11, picks: ['是', '否'] }),
  guide: () => [],
};
