import type { City } from '../../models/ledgers/city.ts';
import { bindingSamples } from './bindings.ts';
import { bulletinSamples } from './bulletins.ts';
import { evidenceSamples } from './evidence.ts';
import type { Sample } from './sample.ts';
import { digestSamples } from './digests.ts';
import { grammarSamples } from './grammar.ts';
import { importSamples } from './imports.ts';
import { ledgerSamples } from './ledgers.ts';
import { sentenceSamples } from './sentences.ts';

/**
 * Every card builder of the project with the largest facts that may really come, and the whole grammar on one card.
 * The tests of all renderers walk it, and /sandbox/gallery shows it.
 */
export const gallery = (city: City): readonly Sample[] => [
  ...grammarSamples(),
  ...bulletinSamples(city),
  ...ledgerSamples(city),
  ...importSamples(),
  ...evidenceSamples(),
  ...bindingSamples(city),
  ...digestSamples(city),
  ...sentenceSamples(city),
];
