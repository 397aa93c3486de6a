import { loadCity } from '../../bot/city.ts';
import type { Exhibit } from '../../cards/gallery/exhibit.ts';
import { gallery } from '../../cards/gallery/gallery.ts';

/** The gallery of the built-in city, for the tests of all renderers. */
const { city } = await loadCity();
export const exhibits = gallery(city);

/** The builders of which some card is as wanted. */
export const rooms = (wanted: (exhibit: Exhibit) => boolean): string[] => [
  ...new Set(exhibits.filter(wanted).map(({ builder }) => builder)),
];
