import { askOf, mermaid } from './machine.ts';
import { rightWords, type Permit, type Right } from '../../rules/rights.ts';
import type { AnyLedger } from './define.ts';
import type { Field } from './fields.ts';

/** The kinds of fields in the words of those who fill them in. */
const TYPES: Readonly<Record<Field['type'], string>> = {
  text: '文字',
  longtext: '长文字',
  int: '整数',
  decimal: '数字（两位小数）',
  day: '日期',
  period: '月份',
  flag: '是/否',
  choice: '单选',
  choices: '多选',
  unit: '考核单元',
  park: '园区',
  post: '岗位',
  tags: '多个词',
};

/** The field guide of all ledgers (docs/ledgers.md), as Markdown: made of the definitions, so it cannot lag behind. */
export function ledgerGuide(ledgers: readonly AnyLedger[]): string {
  return [
    '# 台账字段说明',
    '本页由台账定义自动生成，不要手改：改 `models/ledgers` 后运行 `npx vitest run test/models/ledgers/engine/guide.test.ts -u`。',
    '表格导入时，列名写“字段”或任一“其他列名”都能识别。',
    ledgers.map(({ name, title }) => `- [${title}](#${anchor(title, name)})`).join('\n'),
    ...ledgers.map(chapter),
    '',
  ].join('\n\n');
}

const anchor = (title: string, name: string): string => `${title}-${name}`.toLowerCase();

function chapter(ledger: AnyLedger): string {
  const fields = Object.entries(ledger.fields).filter(([, field]) => !field.hidden);
  return [
    `## ${ledger.title} ${ledger.name}`,
    facts(ledger),
    table(
      ['字段', '键', '类型', '必填', '取值', '密级', '其他列名'],
      fields.map(([key, field]) => [
        field.label,
        `\`${key}\``,
        typeOf(field),
        requiredOf(field),
        valuesOf(field),
        secrecyOf(field),
        (field.aliases ?? []).join('、'),
      ]),
    ),
    ...(ledger.machine ? [states(ledger, ledger.machine)] : []),
  ].join('\n\n');
}

function facts(ledger: AnyLedger): string {
  const named = (keys: readonly string[]) => keys.map((key) => ledger.fields[key]?.label ?? key).join(' + ');
  const code = 'of' in ledger.code ? '由内容得出' : `按系列顺编，${ledger.code.width} 位`;
  const { read, edit, create } = ledger.rights;
  const permit = ({ label, right }: Permit) => `${label}：${whoMay(ledger, right)}`;
  return [
    `- 一行是一个：${ledger.noun}；编号${code}`,
    `- 以下内容相同即为同一${ledger.noun}：${ledger.identity.map(named).join('；或 ')}`,
    `- 列表显示：${ledger.listed.map((key) => (key === 'code' ? '编号' : named([key]))).join('、')}`,
    ...[read, edit, ...(create === edit ? [] : [create])].map((each) => `- ${permit(each)}`),
    ...(ledger.doors.keptBy ? ['- 由系统维护，不能用表单或表格填写'] : []),
  ].join('\n');
}

function whoMay({ fields, machine }: AnyLedger, right: Right): string {
  const moveOf = (event: string) => machine?.moves.find((move) => move.event === event)?.label;
  return rightWords(right, (name) => fields[name]?.label ?? moveOf(name) ?? name);
}

const typeOf = (field: Field): string =>
  'unit' in field && field.unit ? `${TYPES[field.type]}，${field.unit}` : TYPES[field.type];

function requiredOf(field: Field): string {
  if (field.system) return '系统生成';
  if (field.required === true) return '必填';
  return field.required ? field.required.text : '';
}

function valuesOf(field: Field): string {
  if ('choices' in field) return Object.values(field.choices).join('、');
  const unit = field.type === 'text' || field.type === 'longtext' ? ' 字' : '';
  const min = 'min' in field ? field.min : undefined;
  const max = 'max' in field ? field.max : undefined;
  const parts = [
    ...('format' in field && field.format ? [FORMATS[field.format]] : []),
    ...(min !== undefined || max !== undefined ? [`${range(min, max)}${unit}`] : []),
    ...(field.type === 'day' && !field.future ? ['不晚于今天'] : []),
    ...(field.hint ? [field.hint] : []),
  ];
  return parts.join('，');
}

const FORMATS = { uscc: '18 位统一社会信用代码', mobile: '11 位手机号' } as const;

function range(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `≤ ${max}`;
  return max === undefined ? `≥ ${min}` : `${min}–${max}`;
}

function secrecyOf(field: Field): string {
  const secret = 'secret' in field && field.secret ? '加密保存，显示打码' : '';
  return [field.sensitivity ?? '', secret].filter((text) => text !== '').join('，');
}

function states(ledger: AnyLedger, machine: NonNullable<AnyLedger['machine']>): string {
  const label = (code: string) => machine.states[code]?.label ?? code;
  return [
    '### 状态流转',
    `\`\`\`mermaid\n${mermaid(machine)}\n\`\`\``,
    table(
      ['动作', '从', '到', '谁可以', '须提供'],
      machine.moves.map(({ label: event, from, to, by, asks = [] }) => [
        event,
        from.map(label).join('、'),
        to === undefined ? '不变' : label(to),
        whoMay(ledger, by),
        asks.map((ask) => ledger.fields[askOf(ask).field]?.label ?? ask).join('、'),
      ]),
    ),
  ].join('\n\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
