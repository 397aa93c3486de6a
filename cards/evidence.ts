import { fileSizeWords } from '../models/rules/files/evidence.ts';
import { SECRECY_NOTICE } from '../models/rules/files/secrecy.ts';
import { fileTypeLabel } from '../models/rules/files/types.ts';
import type { Block, Card } from './card.ts';

/** Files that have come for a move, before they are handed in. */
export interface EvidenceFacts {
  token: string;
  /** Of the row: WT-2026-0012. */
  code: string;
  /** What the column is called: 合同首页与签章页. */
  column: string;
  files: readonly { id: string; name: string; size: number; type: string }[];
}

/** What has come so far, each file with the way to take it off again, and the way to hand all in. */
export function evidenceCard({ token, code, column, files }: EvidenceFacts): Card {
  const doing =
    files.length === 0
      ? '请把文件发给我，可以分几次发；发完请点“提交”。'
      : `已收到 ${files.length} 个文件。还可以继续发；发完请点“提交”。`;
  return {
    key: `evidence:${token}`,
    title: `上传${column}`,
    subtitle: code,
    tone: 'info',
    summary: doing,
    blocks: [
      { kind: 'text', text: doing, size: 'large' },
      {
        kind: 'actions',
        buttons: [
          { label: '提交', style: 'primary', action: 'evidence.submit', params: { token } },
          { label: '取消', action: 'evidence.cancel', params: { token } },
        ],
      },
      ...files.flatMap(({ id, name, size, type }, i): Block[] => [
        {
          kind: 'text',
          text: [
            `${i + 1}. `,
            { text: name, link: { page: `/files/${id}` } },
            `（${fileTypeLabel(type)}，${fileSizeWords(size)}）`,
          ],
        },
        {
          kind: 'actions',
          answers: true,
          buttons: [{ label: `删除 ${i + 1}`, action: 'evidence.remove', params: { token, file: id } }],
        },
      ]),
      { kind: 'note', text: SECRECY_NOTICE },
    ],
  };
}

/** The files were given up: the card loses its buttons. */
export const evidenceCancelledCard = ({ token, code, column }: Omit<EvidenceFacts, 'files'>): Card => ({
  key: `evidence:${token}`,
  title: `已取消：上传${column}`,
  subtitle: code,
  tone: 'quiet',
  summary: '已取消，文件没有保存',
  blocks: [{ kind: 'text', text: '已取消，发来的文件没有保存。要再传，请重新打开事项' }],
});
