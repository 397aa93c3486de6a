import { liaisonRequestCard } from '../../../cards/liaison.ts';
import { postName } from '../../../cards/history.ts';
import { PLATFORMS } from '../../../models/ledgers/binding.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { contacts, enterprises, type Contact, type Enterprise } from '../../../models/ledgers/enterprise.ts';
import { liaisonRequests, type LiaisonRequest } from '../../../models/ledgers/liaison-request.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { maskName } from '../../../models/rules/phone.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { dayOf, type Day } from '../../../models/rules/time/day.ts';
import type { Where } from '../../../models/rules/where.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Ctx } from '../context.ts';
import { feature } from '../ledgers/feature.ts';
import { putRow } from '../ledgers/put.ts';
import type { Account } from './identify.ts';

/** What one tells who asks to speak for an enterprise. */
export interface LiaisonAsk {
  /** As on the business licence, or its code. */
  enterprise: string;
  name: string;
  title: string;
  phone: string;
}

/**
 * Keeps a request to speak for an enterprise and puts it before those who know the enterprise's people. Asking again
 * replaces what was asked before; nothing is open to the asker until somebody has confirmed.
 * @throws AppError NOT_FOUND for an enterprise of no such name
 */
export async function askForEnterprise<R extends object>(
  ctx: Ctx,
  asked: Account & LiaisonAsk,
  answer: (enterprise: string) => R,
): Promise<R> {
  const { code, name: called, unit, servicePost } = await enterpriseNamed(ctx, asked.enterprise);
  const values = { ...asked, enterprise: code, unit, servicePost };
  // The asker may not look into the ledger of enterprises.
  const put = { values, event: 'ask', reason: '本人申请', byService: true } as const;
  return putRow(ctx, liaisonRequests, put, () => answer(called));
}

/** An enterprise by its whole name or code; nobody may browse the ledger by asking for parts of names. */
async function enterpriseNamed({ store }: Ctx, said: string): Promise<Enterprise> {
  const where: Where = { any: [{ name: said }, { code: said.toUpperCase() }, { uscc: said.toUpperCase() }] };
  const [found, second] = await store.rows(enterprises).find(SYSTEM, { where, limit: 2 });
  if (found && !second) return found;
  throw new AppError(
    'NOT_FOUND',
    '没有找到这家企业。请按营业执照填写企业全称或统一社会信用代码；仍找不到请联系所在园区的服务专员',
  );
}

/** What those who decide see of a request. */
async function requestFacts(ctx: Ctx, row: LiaisonRequest) {
  const { code, version, status, channel, name, title, phone } = row;
  const enterprise = await ctx.store.rows(enterprises).byCode(SYSTEM, row.enterprise);
  const known = await contactsOf(ctx.store, row.enterprise);
  const same = known.find((each) => each.name === name);
  const decidedBy = status === 'WAITING' ? undefined : postName(row.updatedBy, namesOf(ctx.city));
  return {
    code,
    version,
    status,
    name,
    title,
    phone,
    enterprise: enterprise?.name ?? row.enterprise,
    platform: PLATFORMS[channel],
    registered: registeredWords(same, phone, known),
    ...(decidedBy ? { decidedBy } : {}),
  };
}

/** How the request stands to what is registered: this is what the one who confirms goes by. */
function registeredWords(same: Contact | undefined, phone: string, known: readonly Contact[]): string {
  if (same) return same.phone === phone ? '已登记此人，手机一致' : '已登记此人，手机与登记的不一致';
  const others = known.map(({ title, name }) => `${title} ${maskName(name)}`).join('、');
  return others === '' ? '尚未登记联络员' : `未登记此人；已登记：${others}`;
}

const contactsOf = (from: Pick<Change, 'rows'>, enterprise: string): Promise<Contact[]> =>
  from.rows(contacts).find(SYSTEM, { where: { enterprise }, sort: { code: 1 } });

/** From now on the person speaks for the enterprise, and for no other. */
async function admit(ctx: Ctx, change: Change, row: LiaisonRequest): Promise<void> {
  const { channel, person, enterprise, unit, name, title, phone } = row;
  const today = dayOf(ctx.clock.now());
  const account = { [channel]: person };
  for (const other of await change.rows(contacts).find(SYSTEM, { where: account }))
    await change.update(contacts, other, { [channel]: null });
  const known = await contactsOf(change, enterprise);
  const contact = known.find((each) => each.name === name) ?? known.find((each) => each.title === title);
  if (contact && contact.name !== name && !isStopped(contact, today))
    throw new AppError(
      'INVALID',
      `本企业的“${title}”已登记为${maskName(contact.name)}。换人请先在“企业联络员”里填停用日期，再同意`,
    );
  if (contact)
    await change.update(contacts, contact, { ...account, name, phone, consentOn: today, stoppedOn: null });
  else await change.insert(contacts, { enterprise, unit, title, name, phone, consentOn: today, ...account });
}

const isStopped = ({ stoppedOn }: Contact, today: Day): boolean =>
  stoppedOn !== undefined && stoppedOn <= today;

/** Somebody has left: they speak for no enterprise any more, and what they asked for is not granted. */
export async function endLiaison(change: Change, asker: Account, today: Day): Promise<void> {
  const { channel, person } = asker;
  for (const row of await change.rows(contacts).find(SYSTEM, { where: { [channel]: person } }))
    await change.update(contacts, row, { [channel]: null, stoppedOn: today });
  const where = { channel, person, status: 'WAITING' };
  const [open] = await change.rows(liaisonRequests).find(SYSTEM, { where, limit: 1 });
  if (open) await change.move(liaisonRequests, open, 'refuse');
}

/** What the answer to a request to speak for an enterprise brings with it. */
export const liaisonFeature = feature({
  ledger: liaisonRequests,
  cards: { accept: async (ctx, row) => liaisonRequestCard(await requestFacts(ctx, row)) },
  effects: {
    accept: {
      async run(ctx, change, row) {
        await admit(ctx, change, row);
        return undefined;
      },
    },
  },
});
