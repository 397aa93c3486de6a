import { LEDGERS } from '../../models/ledgers/all.ts';
import { bulletinFeature } from './bulletins/feature.ts';
import { objectionFeature } from './bulletins/objections.ts';
import type { Feature } from './context.ts';
import { demandMessages } from './ledgers/feature.ts';
import { bindingFeature } from './people/feature.ts';
import { liaisonFeature } from './people/liaison.ts';
import { redLightFeature } from './projects/red-lights.ts';
import { projectFeature } from './projects/feature.ts';

/** Every feature that adds something to its ledger. */
export const FEATURES: readonly Feature[] = [
  projectFeature,
  redLightFeature,
  bulletinFeature,
  objectionFeature,
  bindingFeature,
  liaisonFeature,
];

demandMessages(LEDGERS, FEATURES);
