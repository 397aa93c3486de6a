import type { City } from '../../models/ledgers/city.ts';
import { bindingRooms } from './bindings.ts';
import { bulletinRooms } from './bulletins.ts';
import type { Exhibit } from './exhibit.ts';
import { sampleRoom } from './grammar.ts';
import { importRooms } from './imports.ts';
import { ledgerRooms } from './ledgers.ts';

/**
 * Every card builder of the project with the largest facts that may really come, and the whole grammar on one card.
 * The tests of all renderers walk it, and /sandbox/gallery shows it.
 */
export const gallery = (city: City): readonly Exhibit[] => [
  ...sampleRoom(),
  ...bulletinRooms(city),
  ...ledgerRooms(city),
  ...importRooms(),
  ...bindingRooms(city),
];
