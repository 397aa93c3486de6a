import type { Inbound } from '../inbound.ts';
import { mayImport, spokenWords, type Understood } from '../commands.ts';
import type { Ctx } from '../services/context.ts';

/**
 * What to do instead, for one who wants a table taken in by a way that does not work: a link to an online table, a
 * forwarded talk, a folder, words about a file. Undefined for everything else.
 */
export function adviceOn(
  { text, chat, reply }: Inbound & { kind: 'text' },
  understood: Understood | undefined,
  ctx: Pick<Ctx, 'viewer' | 'store'>,
): string | undefined {
  const said = spokenWords(text);
  const link = onlineTable(said);
  // “查 https://…” is a command with words of its own; “查收 https://…” is none.
  if (link && !startsWithWord(said, understood)) return link + inPrivate(chat.kind);
  if (understood) return undefined;
  const kind = Object.entries(KINDS).find(([name]) => said === `[${name}]`)?.[1];
  if (kind !== undefined) return kind + inPrivate(chat.kind);
  if (!mayImport(ctx) || !(ABOUT_FILES.test(said) || (reply && chat.kind === 'group'))) return undefined;
  return chat.kind === 'group'
    ? '群里的文件我读不到，台账里又有企业信息：请在与我的单聊里把 Excel 文件发给我，收到就给您看预览'
    : '请把 Excel 文件直接发给我（不是链接，也不是回复以前的文件），收到就给您看预览，确认后才写入';
}

const startsWithWord = (said: string, understood: Understood | undefined): boolean =>
  understood !== undefined &&
  understood.command.words.some(
    (word) =>
      said.toLowerCase().startsWith(word.toLowerCase()) &&
      /^(?:\s|$)/.test(said.slice(word.length, word.length + 1)),
  );

const inPrivate = (kind: Inbound['chat']['kind']): string =>
  kind === 'group' ? '（请在与我的单聊里发，不要发在群里）' : '';

/** Messages that a channel could only name. */
const KINDS: Readonly<Record<string, string>> = {
  合并转发: '合并转发的聊天记录我读不到：请打开它，把里面的 Excel 文件一个一个转发给我',
  文件夹: '文件夹我收不了：请打开文件夹，把里面的 Excel 文件逐个发给我',
  卡片: '转发的卡片我读不到：如果是在线表格，请导出为 Excel，再把文件发给我',
};

const ABOUT_FILES = /导入|上传|(?:这|那|上面|附件).{0,6}(?:表|文件|台账)|excel|\.(?:xlsx?|csv|et)\b/i;

const ADDRESS = /https?:\/\/([\w.-]{1,100})(?::\d{1,5})?(\/[^\s]{0,300})?/gi;

interface Site {
  host: RegExp;
  /** Of its pages, those that hold tables or documents; all where absent. */
  path?: RegExp;
  name: string;
  /** How to get a file out of it. */
  how: string;
}

const MENU = '请在表格右上角点“…”（更多）→“下载为”或“导出”→“Excel”，再把文件发给我';
const SITES: readonly Site[] = [
  {
    host: /(?:^|\.)(?:feishu\.cn|feishu\.net|larksuite\.com|larkoffice\.com)$/,
    path: /^\/(?:sheets?|base|wiki|docx?|docs|bitable|share|mindnotes?|file|drive|slides)\b/,
    name: '飞书在线文档',
    how: MENU,
  },
  { host: /(?:^|\.)doc\.weixin\.qq\.com$/, name: '企业微信在线文档', how: MENU },
  { host: /(?:^|\.)docs\.qq\.com$/, name: '腾讯文档', how: MENU },
  { host: /(?:^|\.)(?:kdocs\.cn|wps\.cn|365\.kdocs\.cn)$/, name: '金山文档', how: MENU },
  { host: /(?:^|\.)(?:alidocs\.dingtalk\.com|shimo\.im|yuque\.com)$/, name: '在线文档', how: MENU },
  {
    host: /(?:^|\.)(?:docs\.google\.com|1drv\.ms|onedrive\.live\.com|sharepoint\.com)$/,
    name: '在线文档',
    how: MENU,
  },
  {
    host: /(?:^|\.)(?:pan\.baidu\.com|aliyundrive\.com|alipan\.com|pan\.quark\.cn|weiyun\.com|lanzou\w?\.com)$/,
    name: '网盘',
    how: '请把里面的 Excel 文件下载下来，再发给我',
  },
];

/** What to do instead of sending this link; undefined when there is none to a table. */
function onlineTable(said: string): string | undefined {
  for (const [, host = '', path = ''] of said.matchAll(ADDRESS)) {
    const site = SITES.find((each) => each.host.test(host.toLowerCase()) && (each.path?.test(path) ?? true));
    if (site) return `机器人读不到在线表格（${site.name}的链接打不开）：${site.how}`;
  }
  return undefined;
}
