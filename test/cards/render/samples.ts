import { loadCity } from '../../../bot/city.ts';
import type { Sample } from '../../../cards/gallery/sample.ts';
import { gallery } from '../../../cards/gallery/gallery.ts';

/** The gallery of the built-in city, for the tests of all renderers. */
const { city } = await loadCity();
export const samples = gallery(city);

/** The builders of which some card is as wanted. */
export const samplesByBuilder = (wanted: (exhibit: Sample) => boolean): string[] => [
  ...new Set(samples.filter(wanted).map(({ builder }) => builder)),
];
