import { LONGEST } from '../parse/bounds.ts';
import { nameKeyOf } from '../parse/text.ts';

/** How a company's name ends. */
const FORM =
  /(?:有限责任公司|股份有限公司|有限公司|集团公司|公司|集团|co\.?,?ltd\.?|inc\.?|llc|有限合伙\)?|合伙企业)$/;
/** What may stand behind a name without telling what is built: （筹）, 二期. */
const TAIL = /\(?(?:筹|筹建|筹备|拟设|暂定名?|第?[一二三四五六七八九十\d]+期)\)?$/;
/** A company as the object of what is done: 收购某某有限公司 names the deed. */
const DEED = /^(?:收购|并购|兼并|重组|增资|入股|搬迁|迁建)/;
const PROJECT_WORDS = /项目|基地|工程|生产线|产业园|园区/;
const PLACE = /\([一-龥]{2,6}\)/g;

const withoutTail = (name: string): string => nameKeyOf(name.slice(0, LONGEST.name)).replace(TAIL, '');

/** 星河电子（河源）有限公司 -> 星河电子: what a company is called for short. */
export const companyStem = (name: string): string => withoutTail(name).replace(PLACE, '').replace(FORM, '');

/**
 * Is this no more than a company's name, where a project's is asked for (domain.md 2.1, 项目名称: 不得只写公司名)? Either it
 * ends as companies do, or it is that of one of `companies`, whole or for short.
 */
export function isCompanyName(name: string, companies: readonly string[] = []): boolean {
  const key = withoutTail(name);
  if (FORM.test(key)) return !DEED.test(key);
  // Most names say so; what a company is called for short is worked out for the others only.
  if (PROJECT_WORDS.test(key)) return false;
  return companies.some((company) => key === withoutTail(company) || key === companyStem(company));
}
