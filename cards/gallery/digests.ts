import type { City } from '../../models/ledgers/city.ts';
import { digestCard, groupCountsCard, type DigestItem } from '../digest.ts';
import { answerCard, todoCard, type TodoItem } from '../todo.ts';
import { samplesOf, type Sample } from './sample.ts';

const AT = new Date('2026-06-12T09:01:00+08:00');

/** What a post hears in a push, from one line to more than a card holds; what a group hears is counts. */
export function digestSamples(city: City): Sample[] {
  const postName = city.posts.map(({ name }) => name).sort((a, b) => b.length - a.length)[0] ?? '';
  const item = (n: number, urgency: DigestItem['urgency']): DigestItem => ({
    ledger: 'projects',
    code: `XM-2026-YC-${String(n).padStart(4, '0')}`,
    matter: `河源示范高端电子元器件及精密结构件智能制造产业园（一期）第${n}项`,
    fact: urgency === 'digest' ? '将于6月17日 17:30到期' : '已逾期 1 个工作日，应于6月11日前办理',
    urgency,
  });
  const facts = { post: 'YC_FILL', postName, at: AT };
  const many = Array.from({ length: 60 }, (_, i) => item(i + 1, i % 5 === 0 ? 'single' : 'digest'));
  const groupName = city.groups.map(({ name }) => name).sort((a, b) => b.length - a.length)[0] ?? '';
  const todo = (n: number): TodoItem => ({
    ledger: 'projects',
    code: `XM-2026-YC-${String(n).padStart(4, '0')}`,
    title: `河源示范高端电子元器件及精密结构件智能制造产业园（一期）第${n}项`,
    state: '待县区确认',
    due: AT,
    overdue: n % 3 === 0,
    ...(n % 4 === 0 ? { provisional: true } : {}),
  });
  return [
    ...samplesOf(todoCard, {
      none: [{ post: postName, items: [] }],
      many: [{ post: postName, items: Array.from({ length: 60 }, (_, i) => todo(i + 1)) }],
    }),
    ...samplesOf(answerCard, {
      why: [
        {
          title: '期限的由来',
          code: 'WT-2026Q2-0001',
          lines: Array.from({ length: 40 }, (_, i) => `2026-05-${(i % 31) + 1} 计 1 日：工作日`),
        },
      ],
    }),
    ...samplesOf(digestCard, {
      one: [{ ...facts, items: [item(1, 'single')] }],
      urgent: [{ ...facts, items: [item(1, 'urgent')] }],
      many: [{ ...facts, items: many }],
    }),
    ...samplesOf(groupCountsCard, {
      all: [
        {
          groupName,
          at: AT,
          counts: ['项目', '企业诉求', '要素堵点', '议定事项', '督办件'].map((noun, i) => ({
            noun,
            open: 400 - i,
            dueToday: 12 + i,
            overdue: i,
          })),
        },
      ],
    }),
  ];
}
