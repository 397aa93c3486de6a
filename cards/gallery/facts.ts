import type { City } from '../../models/ledgers/city.ts';
import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import type {
  Field,
  FileRef,
  Item,
  ItemValue,
  ListField,
  Value,
} from '../../models/ledgers/engine/fields.ts';
import type { Machine } from '../../models/ledgers/engine/machine.ts';
import type { HistoryLine } from '../history.ts';
import type { AnyRow } from '../ledger.ts';

/** The largest facts that may really come: full ledgers, long names, long histories. */

/** About as long as texts in these ledgers get before a form refuses them. */
export const sentence = (length: number): string =>
  '该项目总投资较大，用地、环评、能评手续正在并联办理，施工图审查已完成，需协调解决临时用电和进场道路问题。'
    .repeat(Math.ceil(length / 50))
    .slice(0, length);

function largest(field: Field, city: City): Value {
  switch (field.type) {
    case 'text':
      if (field.format === 'mobile') return '13800138000';
      return '广东示范新材料科技（河源）有限公司年产十二万吨高性能电子铜箔及配套产业园'.slice(
        0,
        field.max ?? 40,
      );
    case 'longtext':
      return sentence(Math.min(field.max ?? 500, 1000));
    case 'int':
      return field.max ?? 99_999;
    case 'decimal':
      return 123_456_789;
    case 'day':
      return '2026-05-31';
    case 'instant':
      return '2026-05-31T09:30:00.000Z';
    case 'period':
      return '2026-05';
    case 'flag':
      return true;
    case 'choice':
      return Object.keys(field.choices).at(-1) ?? '';
    case 'choices':
      return Object.keys(field.choices);
    case 'tags':
      return ['专精特新', '规上工业', '高新技术企业', '上市后备', '外贸重点'];
    case 'unit':
      return city.units[0]?.code ?? '';
    case 'park':
      return city.parks[0]?.code ?? '';
    case 'post':
      return city.posts[0]?.code ?? '';
    case 'org':
      return city.orgs[0]?.code ?? '';
    case 'ref':
      return 'XM-2026-YC-0001';
    case 'files':
      return Array.from({ length: field.most ?? 3 }, (_, i) => largestFile(i + 1));
    case 'list':
      return Array.from({ length: field.max ?? 20 }, () => largestItem(field, city));
  }
}

const largestFile = (n: number): FileRef => ({
  id: String(n).padStart(24, '0'),
  name: `关于协调解决年产十二万吨高性能电子铜箔项目临时用电和进场道路问题的复函（第${n}稿）.pdf`,
  size: 20_971_520,
  type: 'application/pdf',
  sha256: '0'.repeat(64),
  at: '2026-05-31T09:30:00.000Z',
});

const largestItem = (field: ListField, city: City): Item =>
  Object.fromEntries(
    Object.entries(field.fields).map(([key, part]) => [key, largest(part, city) as ItemValue]),
  );

/** A row in which every field is filled as far as it goes. */
export function fullRow(city: City, ledger: AnyLedger, n = 1): AnyRow {
  const filled = Object.entries(ledger.fields).map(([key, field]): [string, Value] => [
    key,
    largest(field, city),
  ]);
  const envelope = {
    id: String(n).padStart(24, '0'),
    code: `${ledger.name.slice(0, 2).toUpperCase()}-2026-YC-${String(n).padStart(4, '0')}`,
    version: 12,
    ...(ledger.machine ? { status: speakingState(ledger.machine) } : {}),
    createdAt: new Date('2026-01-05T01:00:00Z'),
    createdBy: 'YC_FILL',
    updatedAt: new Date('2026-05-31T09:30:00Z'),
    updatedBy: 'YC_FILL',
    source: { file: '源城区2026年5月招商项目台账（定稿）.xlsx', sheet: '在建项目', row: 214 },
  };
  return Object.assign(Object.fromEntries(filled), envelope);
}

/** A state of which cards speak. */
const speakingState = ({ states, initial }: Machine): string =>
  Object.entries(states).find(([, { silent }]) => !silent)?.[0] ?? initial;

export const fullRows = (city: City, ledger: AnyLedger, count: number): AnyRow[] =>
  Array.from({ length: count }, (_, i) => fullRow(city, ledger, i + 1));

export const history = (count: number): HistoryLine[] =>
  Array.from({ length: count }, (_, i) => ({
    at: `2026-05-${String(31 - (i % 28)).padStart(2, '0')} 17:29`,
    by: '源城区招商引资项目进度填报人',
    text: `累计完成投资：${1200 + i}.00 万元 → ${1300 + i}.00 万元；项目进展：${sentence(60)}（月度更新）`,
  }));
