import { projects } from '../../models/ledgers/project.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import type { AuditEntry } from '../../models/store/rows/audit.ts';
import type { Reply } from '../../handlers/inbound.ts';
import { slotsBetween } from '../../jobs/slots.ts';
import type { LoadEvent } from './load.ts';
import { chatOf, DUTIES, OPENING, STEP } from './actions.ts';
import type { Stage } from './scene.ts';

/** Everything that is wrong in what the workers left behind, in words; nothing when all promises were kept. */
export async function wrongsOf(stage: Stage, since: Date): Promise<string[]> {
  const { store } = stage.services;
  const entries = await store.audit.model
    .find({}, { _id: 0 })
    .sort({ entityId: 1, seq: 1 })
    .lean<AuditEntry[]>();
  const byReason = groupBy(entries, ({ reason }) => reason ?? '');
  const wrongs = [
    ...(await wrongEvents(stage, byReason)),
    ...(await wrongRows(stage, entries)),
    ...(await wrongMessages(stage, byReason)),
    ...(await wrongDuties(stage, byReason, since)),
    ...(await store.verifyAudit()).faults.map(({ code, seq, text }) => `audit ${code}#${seq}: ${text}`),
  ];
  const known = new Set(['opening', ...[...stage.crowd.events.keys()].map(eventKey)]);
  for (const reason of byReason.keys())
    if (!known.has(reason) && !reason.includes('@')) wrongs.push(`a change nobody asked for: ${reason}`);
  return wrongs;
}

type ByReason = ReadonlyMap<string, readonly AuditEntry[]>;
const eventKey = (id: string): string => `web:${id}`;

/** What a county writes as newly signed goes to its reviewer by the same write. */
const BROUGHT = 'file';

/** The rows an event changes, and by how much; a new row is named by its own code. */
function effectOf({ deed }: LoadEvent, done: readonly AuditEntry[]): Map<string, number> {
  if (!deed) return new Map();
  if (deed.action === 'test.put') return new Map([[deed.params.code, STEP]]);
  if (deed.action === 'test.new') return new Map([[done[0]?.code ?? '?', 0]]);
  return new Map([
    [deed.params.from, -STEP],
    [deed.params.to, STEP],
  ]);
}

/** Answered: done exactly once. Not answered: done once or not at all. The same answer whenever it is repeated. */
async function wrongEvents(stage: Stage, byReason: ByReason): Promise<string[]> {
  const wrongs: string[] = [];
  const marks = await stage.services.store.handled.model.find({}, { _id: 1 }).lean<{ _id: string }[]>();
  const seen = new Set(marks.map(({ _id }) => _id));
  for (const [id, event] of stage.crowd.events) {
    const done = (byReason.get(eventKey(id)) ?? []).filter(({ event: each }) => each !== BROUGHT);
    const wanted = [...effectOf(event, done).keys()].sort();
    const codes = done.map(({ code }) => code).sort();
    const whole = codes.join() === wanted.join();
    if (!whole && (codes.length > 0 || !event.abandoned))
      wrongs.push(`${id} ${event.inbound.action} changed [${codes.join()}] instead of [${wanted.join()}]`);
    if (seen.has(eventKey(id)) !== whole) wrongs.push(`${id}: seen ${!whole}, done ${whole}`);
    const answers = new Set(event.replies.filter(isAnswer).map((reply) => JSON.stringify(reply)));
    if (answers.size > 1)
      wrongs.push(`${id} was answered in ${answers.size} ways: ${[...answers].join(' ')}`);
  }
  return wrongs;
}

/** A fault of ours is not remembered: the person tries again. */
const isAnswer = ({ toast }: Reply): boolean => toast?.text !== AppError.from('').userText;

/** Versions count the changes, amounts are their sum, codes have no gap. */
async function wrongRows(stage: Stage, entries: readonly AuditEntry[]): Promise<string[]> {
  const wrongs: string[] = [];
  const rows = await stage.services.store.rows(projects).find(SYSTEM, {});
  const ofRow = groupBy(entries, ({ entityId }) => entityId);
  const byReason = groupBy(entries, ({ reason }) => reason ?? '');
  const sums = new Map<string, number>();
  for (const [id, event] of stage.crowd.events) {
    const done = byReason.get(eventKey(id)) ?? [];
    if (done.length === 0) continue;
    for (const [code, by] of effectOf(event, done)) sums.set(code, (sums.get(code) ?? 0) + by);
  }
  for (const row of rows) {
    const changes = ofRow.get(row.id)?.length ?? 0;
    if (row.version !== changes) wrongs.push(`${row.code}: version ${row.version}, ${changes} entries`);
    const sum = OPENING + (sums.get(row.code) ?? 0);
    if (row.cumInvestWan !== sum) wrongs.push(`${row.code}: ${row.cumInvestWan} instead of ${sum}`);
  }
  const numbers = rows
    .filter(({ code }) => !code.includes('DUTY'))
    .map(({ code }) => Number(code.slice(-4)))
    .sort((a, b) => a - b);
  if (numbers.some((number, i) => number !== i + 1)) wrongs.push(`codes have gaps: ${numbers.join()}`);
  return wrongs;
}

/** A message for each thing done and for none that was not; each shown once, in its chat, and settled. */
async function wrongMessages(stage: Stage, byReason: ByReason): Promise<string[]> {
  const wrongs: string[] = [];
  const messages = await stage.services.store.outbox.model
    .find({}, { key: 1, status: 1, to: 1 })
    .lean<{ _id: unknown; key: string; status: string; to: { chat: string } }[]>();
  const wanted = new Map<string, string>();
  for (const [reason, done] of byReason) {
    if (reason.includes('@')) wanted.set(reason, 'duties');
    else if (reason !== 'opening') for (const { code } of done) wanted.set(`${reason}/${code}`, chatOf(code));
  }
  for (const { _id, key, status, to } of messages) {
    const shown = stage.shown.get(String(_id));
    if (status !== 'sent') wrongs.push(`message ${key} is ${status}`);
    if (!shown) wrongs.push(`message ${key} was never shown`);
    else if (shown.text !== key || shown.chat !== to.chat)
      wrongs.push(`message ${key} shown as ${shown.text}`);
    if (!wanted.delete(key)) wrongs.push(`message ${key} has no cause`);
  }
  for (const key of wanted.keys()) wrongs.push(`message ${key} is missing`);
  if (stage.shown.size !== messages.length) wrongs.push(`${stage.shown.size} shown of ${messages.length}`);
  return wrongs;
}

/** Each slot that came has one run, done, and left its mark once. */
async function wrongDuties(stage: Stage, byReason: ByReason, since: Date): Promise<string[]> {
  const wrongs: string[] = [];
  const { store, clock, calendar } = stage.services;
  for (const { name, at, row: code } of DUTIES) {
    const days = slotsBetween({ daily: at }, since, clock.now(), calendar).map(dayOf);
    const row = await store.rows(projects).byCode(SYSTEM, code);
    const done = row?.investorTags ?? [];
    if ([...done].sort().join() !== days.join()) wrongs.push(`${name} did ${done.join()} of ${days.join()}`);
    for (const day of days) {
      const run = await store.runs.get(`${name}@${day}`);
      if (run?.status !== 'done') wrongs.push(`${name}@${day} is ${run?.status}`);
      const times = byReason.get(`${name}@${day}`)?.length ?? 0;
      if (times !== 1) wrongs.push(`${name}@${day} was done ${times} times`);
    }
  }
  return wrongs;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
