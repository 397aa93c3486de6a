import { FIELD_PREFIX, type Typed } from '../../cards/forms/ledger-form.ts';
import type { Inbound } from '../inbound.ts';

/** What was filled into a form's fields, by field. */
export function filledIn(inbound: Inbound): Typed {
  const form = inbound.kind === 'action' ? (inbound.form ?? {}) : {};
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      name.startsWith(FIELD_PREFIX) ? [[name.slice(FIELD_PREFIX.length), value]] : [],
    ),
  );
}
