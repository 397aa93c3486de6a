import { readFile, stat } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'koa';

const PUBLIC = join(import.meta.dirname, 'public');
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file inside a package whose `exports` may not list it: found beside the package's own entry. */
const require = createRequire(import.meta.url);
const inPackage = (name: string, path: string): string => {
  const entry = require.resolve(name);
  const folder = join('node_modules', name);
  return join(entry.slice(0, entry.lastIndexOf(folder)), folder, path);
};

/** Browser libraries by the path they are served under. */
const VENDOR: ReadonlyMap<string, string> = new Map([
  ['preact.js', inPackage('preact', 'dist/preact.mjs')],
  ['preact-hooks.js', inPackage('preact', 'hooks/dist/hooks.mjs')],
  ['htm.js', inPackage('htm', 'dist/htm.module.js')],
  ['vchart.js', inPackage('@visactor/vchart', 'build/index.min.js')],
]);

/** What pages import by name, for the import map. */
export const IMPORTS: Readonly<Record<string, string>> = {
  preact: '/vendor/preact.js',
  'preact/hooks': '/vendor/preact-hooks.js',
  htm: '/vendor/htm.js',
};

/** Only files that were there at start are served, so no path from outside ever reaches the file system. */
const OWN: ReadonlyMap<string, string> = new Map(
  readdirSync(PUBLIC).map((name) => [name, join(PUBLIC, name)]),
);

export const serveAsset = (ctx: Context): Promise<void> => serve(ctx, OWN.get(nameOf(ctx)), 'no-cache');
export const serveVendor = (ctx: Context): Promise<void> =>
  serve(ctx, VENDOR.get(nameOf(ctx)), 'public, max-age=86400');

const nameOf = (ctx: Context): string => ctx.path.slice(dirname(ctx.path).length + 1);

async function serve(ctx: Context, file: string | undefined, caching: string): Promise<void> {
  if (!file) return;
  const { mtimeMs, size } = await stat(file);
  ctx.status = 200;
  ctx.type = TYPES[extname(file)] ?? 'application/octet-stream';
  ctx.set('Cache-Control', caching);
  ctx.set('Vary', 'Accept-Encoding');
  ctx.etag = `${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}`;
  if (ctx.fresh) {
    ctx.status = 304;
    return;
  }
  if (ctx.acceptsEncodings('gzip', 'identity') !== 'gzip') {
    ctx.body = await readFile(file);
    return;
  }
  ctx.set('Content-Encoding', 'gzip');
  ctx.body = await packed(file, ctx.response.get('ETag'));
}

const compress = promisify(gzip);
const cache = new Map<string, Promise<Buffer>>();

/** Packed once for each version of a file; the chart library shrinks from 2.1 MB to 0.5 MB. */
function packed(file: string, version: string): Promise<Buffer> {
  const key = `${file} ${version}`;
  const known = cache.get(key);
  if (known) return known;
  const made = readFile(file).then((bytes) => compress(bytes));
  cache.set(key, made);
  return made;
}
