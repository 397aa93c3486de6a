import type { City } from '../../models/ledgers/city.ts';
import {
  askedCard,
  bindGroupCard,
  bindingRequestCard,
  choosePlaceCard,
  choosePostCard,
  postsCard,
  type BindingFacts,
} from '../binding.ts';
import { expiredCard } from '../expired.ts';
import {
  askEnterpriseCard,
  liaisonAskedCard,
  liaisonRequestCard,
  type LiaisonRequestFacts,
} from '../liaison.ts';
import { samplesOf, type Sample } from './sample.ts';

/** The cards by which people and groups find their place, with every unit, post and group of the city to choose from. */
export function bindingSamples(city: City): Sample[] {
  const posts = [...city.posts].sort((a, b) => b.name.length - a.name.length);
  const postName = posts[0]?.name ?? '';
  const held = posts.slice(0, 5).map(({ code, name }) => ({ post: code, name, from: '2026-03-01' }));
  const place = city.orgs[0]?.code ?? '';
  const everyOrgan = city.orgs.flatMap(({ code }) =>
    posts.slice(0, 1).map((post) => ({ ...post, org: code })),
  );
  const groupName = city.groups[0]?.name ?? '';
  const request: BindingFacts = {
    code: 'BD-0001',
    version: 1,
    status: 'WAITING',
    name: '欧阳样本',
    postName,
    platform: '飞书',
    holder: '陈*',
  };
  const liaison: LiaisonRequestFacts = {
    code: 'LS-00001',
    version: 1,
    status: 'WAITING',
    enterprise: '河源示范高端电子元器件及精密结构件智能制造股份有限公司',
    name: '欧阳样本',
    title: '董事长办公室主任',
    phone: '19000001234',
    platform: '飞书',
    registered: '未登记此人；已登记：办公室主任 陈*、总经理 欧**',
  };
  return [
    ...samplesOf(choosePlaceCard, { all: [{ ...city, posts: everyOrgan }] }),
    ...samplesOf(choosePostCard, {
      all: [{ ...city, posts: posts.map((post) => ({ ...post, org: place })) }, place] as const,
    }),
    ...samplesOf(askedCard, { usual: [postName] }),
    ...samplesOf(bindingRequestCard, {
      waiting: [request],
      accepted: [{ ...request, status: 'ACCEPTED', decidedBy: postName }],
    }),
    ...samplesOf(bindGroupCard, {
      all: [city, {}] as const,
      bound: [city, { bound: groupName }] as const,
      changing: [city, { now: groupName }] as const,
    }),
    ...samplesOf(postsCard, { several: [city, held[0]?.post ?? '', held] }),
    ...samplesOf(askEnterpriseCard, { always: [] }),
    ...samplesOf(liaisonAskedCard, { usual: [liaison.enterprise] }),
    ...samplesOf(liaisonRequestCard, {
      waiting: [liaison],
      refused: [{ ...liaison, status: 'REFUSED', decidedBy: postName }],
    }),
    ...samplesOf(expiredCard, { always: [] }),
  ];
}
