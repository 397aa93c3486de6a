import type { Command } from '../handlers/action.ts';
import { claimFaults } from '../handlers/commands.ts';
import type { AnyLedger } from '../models/ledgers/engine/define.ts';
import { ledgerFaults } from '../models/ledgers/engine/ledger-faults.ts';
import { AppError } from '../models/rules/errors.ts';
import type { RuleSet } from '../models/rules/ruleset.ts';

export interface Definitions {
  ledgers: readonly AnyLedger[];
  rules: RuleSet;
  commands: readonly Command[];
}

/** Everything that contradicts itself in the definitions the service is made of, in Chinese, all at once. */
export const contradictionsIn = ({ ledgers, rules, commands }: Definitions): string[] => [
  ...ledgerFaults(ledgers, rules),
  ...claimFaults(commands),
];

/** @throws AppError INVALID with every contradiction, a line each */
export function demandSound(definitions: Definitions): void {
  const faults = contradictionsIn(definitions);
  if (faults.length === 0) return;
  const lines = faults.map((fault) => `  ${fault}`);
  throw new AppError('INVALID', [`台账定义有 ${faults.length} 处矛盾，没有启动：`, ...lines].join('\n'));
}
