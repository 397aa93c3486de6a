import { formParts, typedOf, type FormFacts, type Typed } from '../../../cards/ledger-form.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import { completeRow } from '../../../models/ledgers/engine/check.ts';
import { organsOf } from '../../../models/ledgers/city.ts';
import {
  askedOf,
  unitFieldOf,
  type AnyLedger,
  type LooseRow,
} from '../../../models/ledgers/engine/define.ts';
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

/** A form to begin with: the row as it is; of a new one the viewer's own unit and what the ledger proposes. */
export async function formStart(ctx: Ctx, ledger: AnyLedger, row?: AnyRow, part = 0): Promise<FormFacts> {
  const values = row ? typedOf(ledger, row) : firstValues(ctx, ledger);
  const base = await formBase(ctx, ledger, row);
  const last = formParts(ledger, base.asks).length - 1;
  return {
    ...base,
    part: Math.min(part, last),
    values,
    ...(row ? { row } : {}),
  };
}

function firstValues(ctx: Ctx, ledger: AnyLedger): Typed {
  const { unit } = ctx.viewer;
  const own = unitFieldOf(ledger);
  const given: LooseRow = own && unit ? { [own]: unit } : {};
  return typedOf(ledger, completeRow(ledger, given, ctx.store.checkContext(ctx.clock.now()), true));
}
