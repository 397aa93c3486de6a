import { execFile, spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

/** Where systems keep a Chromium that somebody installed. */
const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');
const PACKED = join(MODULES, '@sparticuz', 'chromium', 'bin');
/** Unpacked once a machine; the name carries the package's version so that an upgrade unpacks again. */
const UNPACKED = join(tmpdir(), 'zhaoyou-chromium-147');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/**
 * A headless Chromium that shows Chinese text, after `npm ci` alone: an installed one when there is one, else the one
 * that comes as an npm package; the font is a package too. Close it when done.
 */
export async function launchBrowser(): Promise<Browser> {
  const fonts = await fontConfig();
  for (const path of INSTALLED) {
    if (await runs(path)) return chromium.launch(options(path, fonts));
  }
  const path = await unpackedChromium();
  return chromium.launch(options(path, { ...fonts, ...(await missingLibraries(path)) }));
}

const options = (executablePath: string, env: Record<string, string>) => ({
  executablePath,
  args: FLAGS,
  headless: true,
  env: { ...process.env, ...env },
});

const runs = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * The package's own unpacking takes a file that another test process is still writing for a finished one; here each
 * writes to a name of its own and puts it into place in one step.
 */
async function unpackedChromium(): Promise<string> {
  const path = join(UNPACKED, 'chromium');
  if (await runs(path)) return path;
  await mkdir(UNPACKED, { recursive: true });
  const work = `${path}.${process.pid}`;
  await pipeline(
    createReadStream(join(PACKED, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(work, { mode: 0o755 }),
  );
  await rename(work, path);
  return path;
}

/** libnss3 and its like are in the package too, for machines that lack them. */
async function missingLibraries(path: string): Promise<Record<string, string>> {
  const { stdout } = await promisify(execFile)('ldd', [path]).catch(() => ({ stdout: '' }));
  if (!stdout.includes('not found')) return {};
  const folder = join(UNPACKED, 'al2023');
  if (!(await runs(folder))) {
    const work = `${folder}.${process.pid}`;
    await mkdir(work);
    const tar = spawn('tar', ['-x', '-C', work], { stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = new Promise((done) => tar.once('close', done));
    await pipeline(createReadStream(join(PACKED, 'al2023.tar.br')), createBrotliDecompress(), tar.stdin);
    await ended;
    await rename(work, folder).catch(() => rm(work, { recursive: true }));
  }
  return { LD_LIBRARY_PATH: [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') };
}

/** A fonts.conf that finds the packaged Chinese font and prefers it, whatever the machine has. */
async function fontConfig(): Promise<Record<string, string>> {
  const dir = join(tmpdir(), 'zhaoyou-fonts');
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'fonts.conf');
  const aliases = ['sans-serif', 'serif', 'monospace', 'system-ui'].map(
    (name) =>
      `<alias binding="strong"><family>${name}</family><prefer><family>Noto Sans S Chinese</family></prefer></alias>`,
  );
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${join(MODULES, '@embedpdf', 'fonts-sc', 'fonts')}</dir><cachedir>${join(dir, 'cache')}</cachedir>
${aliases.join('\n')}</fontconfig>`,
  );
  return { FONTCONFIG_FILE: file };
}
