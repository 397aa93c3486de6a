import type { Router } from '@koa/router';
import type { Sample } from '../../../cards/gallery/sample.ts';
import { gallery } from '../../../cards/gallery/gallery.ts';
import { SAMPLE_PICTURE } from '../../../cards/gallery/grammar.ts';
import type { City } from '../../../models/ledgers/city.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { galleryHtml } from './gallery-page.ts';

const PATH = '/sandbox/gallery';

/**
 * The gallery: every card of the project as each channel shows it, from made-up facts. It belongs to the sandbox; its
 * cards name no real person or project, so nobody has to log in.
 */
export function addGallery(router: Router, city: City): void {
  let made: readonly Sample[] | undefined;
  const exhibits = () => (made ??= gallery(city));

  router.get(PATH, (ctx) => {
    const { card } = ctx.query;
    const shown = exhibits().filter(({ id }) => card === undefined || id === card);
    if (shown.length === 0) throw new AppError('NOT_FOUND', '样张里没有这张卡片，请从目录里选');
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    ctx.body = galleryHtml(shown, { all: exhibits(), path: PATH, origin: `${ctx.protocol}://${ctx.host}` });
  });

  // A file like any other on a card, for whoever looks at the samples.
  router.get(`/files/${SAMPLE_PICTURE}`, (ctx) => {
    ctx.type = 'image/svg+xml';
    ctx.body = PICTURE;
  });
}

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 240" width="560" height="240">' +
  '<rect width="560" height="240" fill="#dfeadd"/><path d="M-10 190C120 120 210 230 330 150S470 90 580 60" fill="none" ' +
  'stroke="#8fb7dd" stroke-width="26"/><path d="M60 0v240M0 92h560M380 0v240" stroke="#fff" stroke-width="9"/>' +
  '<rect x="96" y="22" width="128" height="52" rx="6" fill="#b9c9f1"/><rect x="410" y="112" width="118" height="76" rx="6" ' +
  'fill="#f1d3b9"/><circle cx="300" cy="70" r="15" fill="#cb2634"/><circle cx="300" cy="70" r="5" fill="#fff"/></svg>';
