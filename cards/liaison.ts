import { liaisonRequests } from '../models/ledgers/liaison-request.ts';
import type { Card } from './card.ts';
import { moveButton } from './ledger.ts';

/** The cards by which an enterprise's liaison comes in (domain.md 1.6, 2.2). */

/** To one who says 绑定企业: which enterprise, and who asks. */
export const askEnterpriseCard = (): Card => ({
  title: '绑定企业',
  tone: 'info',
  summary: '请填写企业和本人信息',
  blocks: [
    { kind: 'text', text: '约 1 分钟。填好后由企业服务专员或所在县（区）核实，同意后即可使用。' },
    {
      kind: 'form',
      name: 'liaison',
      inputs: [
        {
          name: 'enterprise',
          label: '企业全称',
          kind: 'text',
          required: true,
          max: 60,
          placeholder: '与营业执照一致，也可填统一社会信用代码',
        },
        { name: 'name', label: '姓名', kind: 'text', required: true, max: 30 },
        { name: 'title', label: '岗位', kind: 'text', required: true, max: 30, placeholder: '如 办公室主任' },
        { name: 'phone', label: '手机', kind: 'text', required: true, max: 20 },
      ],
      submit: { label: '提交申请', action: 'liaison.ask', style: 'primary' },
    },
    { kind: 'note', text: '姓名、手机加密保存，只用于政企联络；提交即同意登记。' },
  ],
});

/** What was asked and waits. */
export const liaisonAskedCard = (enterprise: string): Card => ({
  title: '申请已提交',
  tone: 'good',
  summary: `已申请担任${enterprise}联络员，等待核实`,
  blocks: [{ kind: 'text', text: `已申请担任“${enterprise}”的联络员，核实后会在这里告诉您。` }],
});

export interface LiaisonRequestFacts {
  code: string;
  version: number;
  status: string;
  enterprise: string;
  name: string;
  title: string;
  phone: string;
  platform: string;
  /** How this person stands to the registered contacts. */
  registered: string;
  /** Which post has decided. */
  decidedBy?: string;
}

/** To those who know the enterprise's people: who asks to speak for it. */
export function liaisonRequestCard(facts: LiaisonRequestFacts): Card {
  const { code, version, status, enterprise, name, decidedBy } = facts;
  const open = status === 'WAITING';
  const end = status === 'ACCEPTED' ? '已同意' : '未同意';
  const moves = (liaisonRequests.machine?.moves ?? []).filter(
    ({ from, hidden }) => from.includes('WAITING') && !hidden,
  );
  return {
    key: `liaison:${code}`,
    title: open ? `请核实：${name} 申请担任企业联络员` : `企业联络员申请${end}：${name}`,
    subtitle: enterprise,
    tone: open ? 'warn' : status === 'ACCEPTED' ? 'good' : 'quiet',
    summary: `${name} 申请担任${enterprise}联络员${open ? '' : `，${end}`}`,
    blocks: [
      {
        kind: 'fields',
        items: [
          { label: '企业', value: enterprise, wide: true },
          { label: '申请人', value: `${name}（${facts.title}）` },
          { label: '手机', value: facts.phone },
          { label: '平台', value: facts.platform },
          { label: '登记情况', value: facts.registered, wide: true },
          ...(open ? [] : [{ label: '结果', value: `${end}（${decidedBy ?? ''}）` }]),
        ],
      },
      ...(open
        ? [
            { kind: 'text' as const, text: '请先打企业登记的电话核实是本人。同意后，此人可查看本企业登记。' },
            {
              kind: 'actions' as const,
              answers: true as const,
              buttons: moves.map((move) => moveButton(liaisonRequests, { code, version }, move)),
            },
          ]
        : []),
    ],
  };
}
