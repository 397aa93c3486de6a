import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bulletins, isIssued, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { canonicalJson } from '../../../models/rules/canonical.ts';
import type { Period } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { ProjectFacts } from '../../../models/rules/figures/facts.ts';
import { monthlyFigures, type MonthlySetting } from '../../../models/rules/figures/monthly.ts';
import type { MonthlyFigures } from '../../../models/rules/figures/shape.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Services } from '../context.ts';

/** The figures, and the hash of the frozen snapshot they come from; null while they are worked out live. */
export type MonthlyFiguresOf = MonthlyFigures & { snapshot: string | null };

/** A frozen month: all that went into the figures, and the figures (architecture.md 6). */
interface Snapshot {
  setting: MonthlySetting;
  facts: ProjectFacts[];
  figures: MonthlyFigures;
}

const fileName = (hash: string): string => `snapshot-${hash}.json.gz`;

/** The bulletin of a period, if it has been opened. */
export async function findBulletin({ store }: Services, period: Period): Promise<Bulletin | undefined> {
  return store.rows(bulletins).byCode(SYSTEM, `TB-${period}`);
}

/**
 * Freezes inputs and figures; gives the hash that names them. The same inputs give the same snapshot, so freezing twice
 * keeps one file.
 */
export async function writeSnapshot(
  services: Services,
  setting: MonthlySetting,
  facts: AsyncIterable<ProjectFacts>,
) {
  const ordered: ProjectFacts[] = [];
  for await (const fact of facts) ordered.push(fact);
  ordered.sort((a, b) => (a.code < b.code ? -1 : 1));
  const figures = monthlyFigures({ ...setting, facts: ordered });
  const text = canonicalJson({ setting, facts: ordered, figures });
  const hash = createHash('sha256').update(text).digest('hex');
  const kept = await services.store.files.find(fileName(hash));
  if (!kept) {
    const access = { permit: 'audit.read' } as const;
    await services.store.files.put(fileName(hash), gzipSync(text), access, services.clock.now());
  }
  return { hash, figures };
}

/**
 * The figures of a snapshot as they were frozen.
 * @throws AppError INTERNAL when the stored file is not what its hash says
 */
export async function readSnapshot(services: Services, hash: string): Promise<MonthlyFiguresOf> {
  return { ...(await load(services, hash)).figures, snapshot: hash };
}

/** Computes a frozen period again from its frozen inputs: the same bytes, or something is wrong (architecture.md 6). */
export async function rebuildSnapshot(services: Services, hash: string): Promise<MonthlyFiguresOf> {
  const { setting, facts, figures } = await load(services, hash);
  const again = canonicalJson(monthlyFigures({ ...setting, facts }));
  if (again !== canonicalJson(figures)) {
    throw new AppError('INTERNAL', '按冻结数据重算的结果与冻结时不一致，请联系系统管理员', {
      detail: `snapshot ${hash}`,
    });
  }
  return { ...(JSON.parse(again) as MonthlyFigures), snapshot: hash };
}

/** What the issued bulletin of a period displayed; undefined when it has not been issued. */
export async function issuedFigures(services: Services, period: Period): Promise<MonthlyFigures | undefined> {
  const bulletin = await findBulletin(services, period);
  if (!bulletin?.snapshot || !isIssued(bulletin)) return undefined;
  return (await load(services, bulletin.snapshot)).figures;
}

async function load({ store }: Services, hash: string): Promise<Snapshot> {
  const file = await store.files.find(fileName(hash));
  if (!file) throw new AppError('NOT_FOUND', '没有这份数据快照');
  const text = gunzipSync(await store.files.read(file.id)).toString('utf8');
  if (createHash('sha256').update(text).digest('hex') !== hash) {
    throw new AppError('INTERNAL', '数据快照已损坏，请从备份恢复', { detail: `snapshot ${hash}` });
  }
  return JSON.parse(text) as Snapshot;
}
