/**
 * The kinds of files that are kept, by media type. What a file is, is told by its content; the suffixes only say which
 * names fit it.
 */
export const FILE_TYPES = {
  'application/pdf': { label: 'PDF', suffixes: ['pdf'] },
  'image/png': { label: 'PNG 图片', suffixes: ['png'] },
  'image/jpeg': { label: 'JPEG 图片', suffixes: ['jpg', 'jpeg', 'jfif'] },
  'image/heic': { label: 'HEIC 图片', suffixes: ['heic', 'heif'] },
  'image/webp': { label: 'WebP 图片', suffixes: ['webp'] },
  'image/gif': { label: 'GIF 图片', suffixes: ['gif'] },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    label: 'Word 文档',
    suffixes: ['docx'],
  },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    label: 'Excel 表格',
    suffixes: ['xlsx'],
  },
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': {
    label: 'PPT 演示文稿',
    suffixes: ['pptx', 'ppsx'],
  },
  'application/msword': { label: 'Word 文档（旧版）', suffixes: ['doc', 'wps'] },
  'application/vnd.ms-excel': { label: 'Excel 表格（旧版）', suffixes: ['xls', 'et'] },
  'application/vnd.ms-powerpoint': { label: 'PPT 演示文稿（旧版）', suffixes: ['ppt', 'pps', 'dps'] },
  'application/ofd': { label: 'OFD 版式文件', suffixes: ['ofd'] },
  'text/plain': { label: '文本文件', suffixes: ['txt', 'text', 'md', 'log', 'csv'] },
  'text/csv': { label: 'CSV 表格', suffixes: ['csv', 'txt'] },
  'application/zip': { label: 'ZIP 压缩包', suffixes: ['zip'] },
} as const satisfies Record<string, { label: string; suffixes: readonly string[] }>;
export type FileType = keyof typeof FILE_TYPES;

/** Suffixes of what is kept, each once. */
export const KEPT_SUFFIXES: readonly string[] = [
  ...new Set(Object.values(FILE_TYPES).flatMap(({ suffixes }): readonly string[] => suffixes)),
];

const isFileType = (type: string): type is FileType => Object.hasOwn(FILE_TYPES, type);

/** What people call a kind of file; of one that nobody knows its media type. */
export const fileTypeLabel = (type: string): string => (isFileType(type) ? FILE_TYPES[type].label : type);

/** Kinds that a browser shows in place and that can run nothing there; all others are downloaded. */
export const isShownInPlace = (type: string): boolean =>
  ['application/pdf', 'image/png', 'image/jpeg', 'image/webp', 'image/gif'].includes(type);

/** Names under which a system would run what is inside, whatever that is. */
const RUN_BY_NAME: ReadonlySet<string> = new Set(
  (
    'exe com scr pif msi dll sys cpl bat cmd ps1 psm1 vbs vbe js jse mjs cjs wsf wsh hta sh bash zsh py pyw rb pl php ' +
    'phtml asp aspx jsp jar apk ipa lnk url reg inf gadget app command html htm xhtml shtml mht mhtml svg svgz swf ' +
    'docm dotm xlsm xltm xlam pptm potm ppam ppsm'
  ).split(' '),
);

export const isRunByName = (name: string): boolean => RUN_BY_NAME.has(suffixOf(name));

/** The suffix of a name in small letters, without the dot; empty where there is none. */
export const suffixOf = (name: string): string =>
  /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** A name that says what the file is: one without a suffix, as pictures from a chat have, gets the usual one. */
export const namedAs = (name: string, type: FileType): string =>
  suffixOf(name) === '' ? `${name}.${FILE_TYPES[type].suffixes[0]}` : name;

/**
 * What to tell somebody whose file is something else than its name says; undefined when both agree. The file is kept all
 * the same: phones and scanners name files wrongly every day.
 */
export function misnamedNote({ name, type }: { name: string; type: string }): string | undefined {
  if (!isFileType(type)) return undefined;
  const { label, suffixes } = FILE_TYPES[type];
  if (suffixes.some((suffix) => suffix === suffixOf(name))) return undefined;
  return `“${name}”的内容是 ${label}，与文件名后缀不符，已按 ${label} 收下`;
}
