import type { City } from '../../models/ledgers/city.ts';
import { usccCheckChar } from '../../models/rules/uscc.ts';
import type { Random } from './random.ts';

/** The characters of GB 32100. */
const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
/** GB 11714: weights of an organisation code, whose letters count from A = 10 without gaps. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const ORGANISATION_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function organisationCheck(body: string): string {
  const values = [...body].map((char) => ORGANISATION_ALPHABET.indexOf(char));
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, i) => total + weight * (values[i] ?? 0), 0);
  const rest = (11 - (sum % 11)) % 11;
  return rest === 10 ? 'X' : String(rest);
}

/**
 * Gives a new credit code at each call: right in form and check digits, and nobody's. The region is a county of the
 * city that does not exist (…99), the organisation part begins with MADEM.
 */
export function creditCodesOf(random: Random, city: City): () => string {
  const region = `${city.code.replace(/\D/g, '').padEnd(4, '0').slice(0, 4)}99`;
  const given = new Set<string>();
  const draw = (): string => {
    const organisation = `MADEM${Array.from({ length: 3 }, () => random.pick(ALPHABET)).join('')}`;
    const body = `91${region}${organisation}${organisationCheck(organisation)}`;
    return body + (usccCheckChar(body) ?? '');
  };
  return () => {
    let code = draw();
    while (given.has(code)) code = draw();
    given.add(code);
    return code;
  };
}
