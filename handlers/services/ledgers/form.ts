import { formParts } from '../../../cards/forms/form-parts.ts';
import { typedOf, type FormFacts, type Typed } from '../../../cards/forms/ledger-form.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import { completeRow } from '../../../models/ledgers/engine/check.ts';
import { organsOf } from '../../../models/ledgers/city.ts';
import type { Field } from '../../../models/ledgers/engine/fields.ts';
import {
  askedOf,
  unitFieldOf,
  type AnyLedger,
  type LooseRow,
} from '../../../models/ledgers/engine/define.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { lastWholePeriod } from '../bulletins/report.ts';
import type { Ctx } from '../context.ts';
import { writableCodes } from './access.ts';
import { namesFor } from './titles.ts';

/**
 * What every form of a ledger needs: the city's names and those of what the row names in other ledgers, and the units,
 * parks and posts to pick from.
 */
export async function formBase(
  ctx: Ctx,
  ledger: AnyLedger,
  row?: AnyRow,
): Promise<Pick<FormFacts, 'ledger' | 'nameOf' | 'options' | 'asks'>> {
  const { city, viewer } = ctx;
  const rows = { unit: city.units, park: city.parks, post: city.posts, org: organsOf(city) };
  const nameOf = await namesFor(ctx, ledger, row ? [row] : []);
  return {
    ledger,
    nameOf,
    asks: askedOf(ledger, viewer),
    options: (register, field) => {
      const codes = rows[register].map(({ code }) => code);
      return writableCodes(viewer, ledger, field, codes).map((value) => ({
        value,
        label: nameOf(register, value),
      }));
    },
  };
}

/** A form of a row to begin with. */
export async function formStart(ctx: Ctx, ledger: AnyLedger, row: AnyRow, part = 0): Promise<FormFacts> {
  const base = await formBase(ctx, ledger, row);
  const last = formParts(ledger, { ...base, row }).length - 1;
  return {
    ...base,
    part: Math.min(part, last),
    values: typedOf(ledger, row),
    row,
  };
}

/**
 * A form of a new row to begin with: what it is said to be about, the viewer's own unit, the month that is reported now,
 * and what the ledger proposes.
 */
export async function newFormStart(ctx: Ctx, ledger: AnyLedger, about = ''): Promise<FormFacts> {
  const named: Typed = about === '' ? {} : { [ledger.titleField]: about };
  const values = { ...firstValues(ctx, ledger), ...named };
  return {
    ...(await formBase(ctx, ledger)),
    part: 0,
    values,
    given: Object.keys(values),
    ...(about === '' ? {} : { about }),
  };
}

function firstValues(ctx: Ctx, ledger: AnyLedger): Typed {
  const { unit } = ctx.viewer;
  const now = ctx.clock.now();
  const own = unitFieldOf(ledger);
  const month = Object.keys(ledger.fields).filter((key) => isReportedMonth(ledger.fields[key]));
  const given: LooseRow = {
    ...(own && unit ? { [own]: unit } : {}),
    ...Object.fromEntries(month.map((key) => [key, lastWholePeriod(dayOf(now))])),
  };
  return typedOf(ledger, completeRow(ledger, given, ctx.store.checkContext(now), true));
}

/** Reports are of the last whole month: the one that is due now (domain.md 5.1 D10). */
const isReportedMonth = (field: Field | undefined): boolean =>
  field?.type === 'period' && field.required === true;
