import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AnyLedger } from '../../models/ledgers/define.ts';
import { AppError } from '../../models/rules/errors.ts';
import type { Where } from '../../models/rules/where.ts';
import type { Ctx } from '../../handlers/services/context.ts';
// import { exportWorkbook } from '../../handlers/services/export.ts';
// import { confirmImport, prepareImport } from '../../handlers/services/imports/service.ts';
import { oneOf, option, word, type CliCall, type CliCommand } from './command.ts';

const ctxOf = ({ services, viewer }: CliCall): Ctx => ({ ...services, viewer, channel: 'cli' });

function ledgerNamed(call: CliCall): AnyLedger {
  const name = word(call, 0, '台账名，如 projects');
  const { ledgers } = call.services.store;
  const ledger = ledgers.find((candidate) => candidate.name === name);
  if (ledger) return ledger;
  throw new AppError('USAGE', `没有“${name}”这个台账，现有：${ledgers.map((l) => l.name).join('、')}`);
}

/** `landUnit=YC` as a filter; values are compared as the field's type. */
function whereOf(ledger: AnyLedger, conditions: readonly string[]): Where {
  return {
    all: conditions.map((text): Where => {
      const [field = '', ...rest] = text.split('=');
      const value = rest.join('=');
      const known = ledger.fields[field];
      if (!known || rest.length === 0)
        throw new AppError('USAGE', `--where 应写成 字段=值，没有字段“${field}”`);
      if (known.type === 'int' || known.type === 'decimal')
        return { [field]: Number(value) * (known.type === 'int' ? 1 : 100) };
      if (known.type === 'flag') return { [field]: value === 'true' || value === '是' };
      return { [field]: value };
    }),
  };
}
export const ledgerCommands: readonly CliCommand[] = [];
