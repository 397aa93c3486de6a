import { askOf, mermaid } from './machine.ts';
import { rightWords, type Permit, type Right } from '../../rules/rights.ts';
import type { AnyLedger } from './define.ts';
import type { Field } from './fields.ts';
import { kindOf } from './kinds/all.ts';

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
        requiredOf(ledger, field),
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
  const shown = (key: string) => (key === 'code' ? '编号' : named([key]));
  const code = 'of' in ledger.code ? '由内容得出' : `按系列顺编，${ledger.code.width} 位`;
  const { read, edit, create } = ledger.rights;
  const permit = ({ label, right }: Permit) => `${label}：${whoMay(ledger, right)}`;
  return [
    `- 一行是一个：${ledger.noun}；编号${code}`,
    `- 以下内容相同即为同一${ledger.noun}：${ledger.identity.map(named).join('；或 ')}`,
    `- 列表显示：${ledger.listed.map(shown).join('、')}`,
    ...(ledger.short ? [`- 简表的列：${ledger.short.map(shown).join('、')}`] : []),
    ...[read, edit, ...(create === edit ? [] : [create])].map((each) => `- ${permit(each)}`),
    ...(ledger.doors.keptBy ? ['- 由系统维护，不能用表单或表格填写'] : []),
  ].join('\n');
}

function whoMay({ fields, machine }: AnyLedger, right: Right): string {
  const moveOf = (event: string) => machine?.moves.find((move) => move.event === event)?.label;
  return rightWords(
    right,
    (name) => fields[name]?.label ?? moveOf(name) ?? (name === 'code' ? '编号' : name),
  );
}

function typeOf(field: Field): string {
  const { title } = kindOf(field);
  return 'unit' in field && field.unit ? `${title}，${field.unit}` : title;
}

function requiredOf(ledger: AnyLedger, field: Field): string {
  if (field.system) return '系统生成';
  if (field.filledBy) return `系统判断，${whoMay(ledger, field.filledBy)}更正`;
  if (field.required === true) return '必填';
  return field.required ? field.required.text : '';
}

const valuesOf = (field: Field): string =>
  [...kindOf(field).guide(field), ...(field.hint ? [field.hint] : [])].join('，');

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
