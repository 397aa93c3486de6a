import type { Call } from '../call.ts';
import type { Refusal } from '../../errors.ts';
import type { Tier } from '../../numbers.ts';
import type { World } from '../../state/world.ts';

/** Bytes instead of JSON: a download. */
export interface Download {
  bytes: Buffer;
  name: string | undefined;
}
export const isDownload = (answer: object): answer is Download => 'bytes' in answer;

export interface Route {
  method: string;
  path: string;
  /** Calls of one tier share one quota of the app (feishu.md 4.2). */
  tier?: Tier;
  /** Any one of these (4.1, 4.5, 6.2, 6.3). */
  scopes: readonly string[];
  /** What `run` gives stands under `data`, unless the route is of the flat kind (6.1). */
  flat?: true;
  /** Needs no tenant token. */
  open?: true;
  /** Its own shape of a refusal, where it is not the usual one (1.5). */
  told?: (refusal: Refusal) => object;
  run: (world: World, call: Call) => object;
}
