import { note, read } from '../../../rules/parse/result.ts';
import { isBlankMark } from '../../../rules/parse/text.ts';
import { isInstant } from '../../../rules/time/day.ts';
import type { FileRef, FilesField, FileFamily, Value } from '../fields.ts';
import { asRecords, listChange, type FieldKind } from './kind.ts';

/** How each type is called, and how its files' names end. */
const FILE_TYPES: Readonly<Record<FileFamily, { label: string; endings: readonly string[] }>> = {
  pdf: { label: 'PDF', endings: ['pdf'] },
  image: { label: '图片', endings: ['jpg', 'jpeg', 'png', 'gif', 'bmp', 'webp'] },
  word: { label: 'Word', endings: ['doc', 'docx', 'wps'] },
  excel: { label: 'Excel', endings: ['xls', 'xlsx', 'et', 'csv'] },
  ofd: { label: 'OFD', endings: ['ofd'] },
};

const isFileRef = (value: object): value is FileRef => {
  const { id, name, size, type, sha256, at } = value as Partial<Record<keyof FileRef, unknown>>;
  return (
    [id, name, type, sha256].every((text) => typeof text === 'string' && text !== '') &&
    Number.isSafeInteger(size) &&
    Number(size) >= 0 &&
    typeof at === 'string' &&
    isInstant(at)
  );
};

const filesIn = (value: Value | undefined): readonly FileRef[] => asRecords(value).filter(isFileRef);
const namesOfFiles = (value: Value): string =>
  filesIn(value)
    .map(({ name }) => name)
    .join('、');
const labelsOf = (types: readonly FileFamily[]): string =>
  types.map((type) => FILE_TYPES[type].label).join('、');

function judgeFiles({ of, most = Infinity }: FilesField, value: Value): string | undefined {
  if (!Array.isArray(value) || filesIn(value).length < value.length) return '应为附件';
  if (value.length > most) return `有 ${value.length} 个，最多 ${most} 个`;
  const stranger = of && filesIn(value).find(({ name }) => !of.some((type) => isOfType(name, type)));
  return stranger && `“${stranger.name}”的格式不收，请上传 ${labelsOf(of)}`;
}

const isOfType = (name: string, type: FileFamily): boolean =>
  FILE_TYPES[type].endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`));

/** Files kept with a row: received by a form or a move of their own, never typed. */
export const filesKind: FieldKind<FilesField> = {
  title: '附件',
  stored: 'objects',
  judge: judgeFiles,
  show: (_field, value) => namesOfFiles(value) || '—',
  reader:
    () =>
    ({ text }) =>
      read<Value>(
        null,
        isBlankMark(text) ? [] : [note('converted', '附件不能在单元格里填写，这一格没有导入')],
      ),
  repeats: 'none',
  input: () => undefined,
  typed: (_field, value) => namesOfFiles(value),
  sheet: () => ({ look: 'wrap', width: 30 }),
  changed: (_field, before, after) =>
    listChange(
      filesIn(before),
      filesIn(after),
      ({ id }) => id,
      ({ name }) => `“${name}”`,
    ),
  guide: ({ of, most }) => [
    ...(of ? [labelsOf(of)] : []),
    ...(most === undefined ? [] : [`最多 ${most} 个`]),
    '在卡片或网页上传',
  ],
};
