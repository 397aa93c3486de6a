import { CITY, type Intent } from './intent.ts';

/** How a ledger, and one row of it, are called. */
export type LedgerWords = (name: string) => { title: string; noun: string; searched: boolean };

const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' ');

const WANTED = { list: '', count: '多少', file: '导出', fullFile: '导出 全部列' } as const;

/**
 * What means the same in the bot's own words, which every command understands: 项目台账 源城区 红灯 导出. People see it on the
 * buttons that ask back, and so learn it.
 */
export function commandText(
  means: Intent,
  ledger: LedgerWords,
  unitName: (code: string) => string,
  own?: string,
  organName: (code: string) => string = (code) => code,
): string {
  switch (means.do) {
    case 'bulletin':
      return joined(
        means.of !== CITY && means.of === own ? '本县通报' : '通报',
        means.period,
        means.as === 'file' ? WANTED.file : '',
      );
    case 'rows':
      return joined(ledger(means.ledger).title, means.filter, WANTED[means.as]);
    case 'row':
      if ('code' in means) return joined('编号', means.code);
      return ledger(means.ledger).searched
        ? joined('查', means.name)
        : joined(ledger(means.ledger).title, means.name);
    case 'rank':
      return joined('排名', means.unit === undefined ? '' : unitName(means.unit), means.period);
    case 'unreported':
      return joined('谁没报', means.unit === undefined ? '' : unitName(means.unit), means.period);
    case 'definitions':
      return joined('口径', means.period);
    case 'new':
      return joined(`登记${ledger(means.ledger).noun}`, means.name);
    case 'whyDay':
      return joined('为什么是这一天', means.code);
    case 'whySilent':
      return joined('为什么没收到提醒', means.code);
    case 'todo':
      return means.of === undefined ? '我的待办' : joined('待办', organName(means.of));
    case 'who':
      return joined('谁没办', means.code);
    default:
      return PLAIN[means.do];
  }
}

const PLAIN = {
  help: '帮助',
  bind: '绑定',
  thanks: '谢谢',
  import: '怎么导入',
} as const;
