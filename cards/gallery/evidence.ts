import { evidenceCancelledCard, evidenceCard, type EvidenceFacts } from '../evidence.ts';
import { EVIDENCE } from '../../models/rules/files/limits.ts';
import { sentence } from './facts.ts';
import { samplesOf, type Sample } from './sample.ts';

const facts: EvidenceFacts = {
  token: '8f2c41d0-7b6e-4f0a-9d3c-5a1b2c3d4e5f',
  code: 'XM-2026-YC-0001',
  column: '合同首页与签章页',
  files: [
    { id: '66a0c0ffee0000000000000a', name: '合同首页.pdf', size: 1_258_291, type: 'application/pdf' },
    { id: '66a0c0ffee0000000000000b', name: '签章页.jpg', size: 482_113, type: 'image/jpeg' },
  ],
};

/** The cards of evidence: nothing yet, the usual two, and a column that is full of long names. */
export const evidenceSamples = (): Sample[] => [
  ...samplesOf(evidenceCard, {
    empty: [{ ...facts, files: [] }],
    usual: [facts],
    full: [
      {
        ...facts,
        files: Array.from({ length: EVIDENCE.filesPerColumn }, (_, i) => ({
          id: `66a0c0ffee00000000000${String(i).padStart(3, '0')}`,
          name: `${sentence(EVIDENCE.nameChars - 4)}.pdf`,
          size: EVIDENCE.fileBytes,
          type: 'application/pdf',
        })),
      },
    ],
  }),
  ...samplesOf(evidenceCancelledCard, { usual: [facts] }),
];
