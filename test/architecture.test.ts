import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LEDGERS } from '../models/ledgers/all.ts';
import { ROLES } from '../models/rules/permissions.ts';

/** The rules of the house (architecture.md 1), as tables. A rule is changed here, not worked around in the code. */

const ROOT = resolve(import.meta.dirname, '..');

/** Layer -> what it may import besides itself. The longest prefix of a path decides its layer. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'models/rules': [],
  'models/ledgers': ['models/rules'],
  'models/store': ['models/rules', 'models/ledgers'],
  cards: ['models/rules', 'models/ledgers'],
  'handlers/services': ['models/rules', 'models/ledgers', 'models/store', 'cards'],
  handlers: ['models/rules', 'models/ledgers', 'models/store', 'cards', 'handlers/services'],
  jobs: ['models/rules', 'models/ledgers', 'models/store', 'cards', 'handlers/services'],
  'bot/channel': ['models/rules', 'models/ledgers', 'cards'],
  'bot/feishu': ['models/rules', 'models/ledgers', 'cards', 'bot/channel'],
  'bot/wecom': ['models/rules', 'models/ledgers', 'cards', 'bot/channel'],
  'bot/web': ['models/rules', 'models/ledgers', 'cards', 'bot/channel'],
  bot: [
    'models/rules',
    'models/ledgers',
    'models/store',
    'cards',
    'handlers/services',
    'handlers',
    'jobs',
    'bot/channel',
    'bot/feishu',
    'bot/wecom',
    'bot/web',
  ],
};

/** Layers a channel may know the types of (Dispatch on the way in, Channel on the way out), and nothing else of. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = {
  'bot/channel': ['handlers', 'handlers/services'],
  'bot/feishu': ['handlers', 'handlers/services', 'jobs', 'bot'],
  'bot/wecom': ['handlers', 'handlers/services', 'jobs', 'bot'],
  'bot/web': ['handlers', 'handlers/services', 'jobs', 'bot'],
};

/** Package -> the places that may import it. */
const VENDORS: Readonly<Record<string, readonly string[]>> = {
  mongoose: ['models/store/'],
  'mongodb-memory-server-core': ['bot/'],
  '@larksuiteoapi/node-sdk': ['bot/feishu/'],
  koa: ['bot/'],
  '@koa/router': ['bot/'],
  'koa-static': ['bot/'],
  'koa-helmet': ['bot/'],
  '@e965/xlsx': ['cards/documents/', 'handlers/services/imports/files/'],
  hucre: ['cards/documents/', 'handlers/services/imports/files/', 'handlers/services/imports/mark.ts'],
  docx: ['cards/documents/'],
  'node-cron': ['jobs/schedule.ts'],
  pino: ['bot/log.ts'],
  'prom-client': ['bot/'],
};

/** Text that stands in one place only, or nowhere. Comments count as well: they are copied first. */
const FORBIDDEN: readonly {
  what: string;
  pattern: RegExp;
  except?: readonly string[];
  also?: readonly string[];
}[] = [
  {
    what: 'the host’s clock is read in models/rules/time/clock.ts only',
    pattern: /\bnew Date\(\)|\bDate\.now\(/,
    except: ['models/rules/time/clock.ts'],
  },
  {
    what: 'the environment is read in bot/environment.ts only',
    pattern: /\bprocess\.env\b/,
    except: ['bot/environment.ts'],
  },
  {
    what: 'messages are named by messageKey (handlers/services/messages/keys.ts)',
    pattern: /\bkey[:=] ?`[^`]/,
    except: ['cards/'],
  },
  {
    what: 'actions called test.… are for tests (test/helpers/platform.ts)',
    pattern: /['"`]test\./,
  },
  {
    what: 'nobody compares a state of a ledger by hand outside models/: the machine is asked (openMoves, canMove)',
    pattern: /\b(row|bulletin|binding|project|issue)\??\.status (===|!==) '/,
    except: ['models/'],
  },
  {
    what: 'roles stand in the rights of definitions (models/): code asks a right, never for a role',
    pattern: new RegExp(`['"\`](${Object.keys(ROLES).join('|')})['"\`]`),
    except: ['models/', 'bot/demo/'],
  },
  { what: 'no default export', pattern: /^export default\b/m, also: ['test/'] },
  { what: 'no unfinished work', pattern: /\b(TODO|FIXME|XXX)\b|not implemented/, also: ['test/'] },
  {
    what: 'no test is switched off',
    pattern: /\b(test|it|describe)\.(skip|todo|only|fails)\b/,
    also: ['test/'],
  },
  {
    what: 'no check is silenced',
    pattern: /@ts-ignore|@ts-expect-error|@ts-nocheck|(ox|es)lint-disable|oxfmt-ignore/,
    also: ['test/'],
  },
  { what: 'no loose types', pattern: /\bas any\b|: any\b(?!\()|\bas unknown as\b/ },
  { what: 'no path of one machine', pattern: /(?<![\w.-])\/(root|home|work|farm)\/\w/, also: ['test/'] },
];

/** What serves every ledger: it names no field, value or state of any. What they mean is said in the definitions. */
const GENERIC = ['handlers/services/imports/', 'cards/imports/'];
/** States that a prepared import has of its own, whatever ledgers call theirs. */
const IMPORT_STATES = ['READY', 'APPLYING', 'UNDOING', 'DONE', 'CANCELLED', 'STALE'];

const HARD_LINES = { source: 400, test: 300 };
const SOFT_LINES = 250;

/** A folder is one feature that can be seen at a glance (docs/architecture.md). */
const FOLDER_FILES = 15;
/** The running service: its files are the table of contents. */
const LARGER_FOLDERS: Readonly<Record<string, number>> = { bot: 18 };

interface Source {
  path: string;
  text: string;
  imports: { from: string; typeOnly: boolean }[];
}

const SELF = 'test/architecture.test.ts';
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /^(models|cards|handlers|jobs|bot|test)\/.*\.ts$/.test(path) && path !== SELF)
  .sort()
  .map(read);
const sources = files.filter((file) => !file.path.startsWith('test/'));

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\b(?<clause>[^;'"]*?)(?:from\s*)?['"](?<from>[^'"]+)['"]/gm,
  );
  const imports = [...statements].map(({ groups }) => ({
    from: groups?.from ?? '',
    typeOnly: isTypeOnly(groups?.clause ?? ''),
  }));
  const dynamic = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map(([, from]) => from ?? '');
  return { path, text, imports: [...imports, ...dynamic.map((from) => ({ from, typeOnly: false }))] };
}

/** `import type {…}`, or braces in which every name is marked as a type. */
function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const named = /^\s*\{([^}]*)\}\s*$/
    .exec(clause)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '');
  return named !== undefined && named.length > 0 && named.every((name) => name.trim().startsWith('type '));
}

const layerOf = (path: string): string | undefined =>
  Object.keys(LAYERS)
    .filter((layer) => path.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0];

const isUnder = (path: string, places: readonly string[] = []) =>
  places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));

const packageOf = (from: string) =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');

describe('imports run one way', () => {
  test('the table itself has no cycle', () => {
    const reaches = (from: string, seen: readonly string[]): string[] =>
      (LAYERS[from] ?? []).flatMap((to) =>
        seen.includes(to) ? [[...seen, to].join(' -> ')] : reaches(to, [...seen, to]),
      );
    expect(Object.keys(LAYERS).flatMap((layer) => reaches(layer, [layer]))).toEqual([]);
  });

  test('nor have the files of a layer, not even by their types', () => {
    const targets = new Map(
      sources.map(({ path, imports }) => [
        path,
        imports
          .filter(({ from }) => from.startsWith('.'))
          .map(({ from }) => normalize(join(dirname(path), from)).replaceAll('\\', '/')),
      ]),
    );
    const done = new Set<string>();
    const circles = (path: string, way: readonly string[]): string[] => {
      if (way.includes(path)) return [[...way.slice(way.indexOf(path)), path].join(' -> ')];
      if (done.has(path)) return [];
      const found = (targets.get(path) ?? []).flatMap((target) => circles(target, [...way, path]));
      done.add(path);
      return found;
    };
    expect(sources.flatMap(({ path }) => circles(path, []))).toEqual([]);
  });

  test('every source file has a layer', () => {
    expect(sources.filter((file) => layerOf(file.path) === undefined).map((file) => file.path)).toEqual([]);
  });

  test('and imports only what its layer may', () => {
    const faults = sources.flatMap(({ path, imports }) => {
      const layer = layerOf(path) ?? '';
      return imports.flatMap(({ from, typeOnly }) => {
        if (!from.startsWith('.')) return [];
        const target = normalize(join(dirname(path), from)).replaceAll('\\', '/');
        const to = layerOf(target) ?? target;
        const allowed =
          to === layer || LAYERS[layer]?.includes(to) || (typeOnly && TYPES_ONLY[layer]?.includes(to));
        return allowed ? [] : [`${path} imports ${target}`];
      });
    });
    expect(faults).toEqual([]);
  });
});

test('a vendor’s package is known in its place only', () => {
  const faults = sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ from }) => !from.startsWith('.') && !from.startsWith('node:'))
      .filter(({ from }) => packageOf(from) in VENDORS && !isUnder(path, VENDORS[packageOf(from)]))
      .map(({ from }) => `${path} imports ${from}`),
  );
  expect(faults).toEqual([]);
});

test('the pure parts import nothing of the host', () => {
  const pure = ['models/rules/', 'models/ledgers/', 'cards/'];
  const faults = sources
    .filter(({ path }) => isUnder(path, pure) && !isUnder(path, ['cards/documents/']))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ from }) => from.startsWith('node:') && from !== 'node:crypto')
        .map(({ from }) => `${path} imports ${from}`),
    );
  expect(faults).toEqual([]);
});

describe('text that stands nowhere else', () => {
  test.each(FORBIDDEN)('$what', ({ pattern, except, also }) => {
    const looked = files.filter(({ path }) => !path.startsWith('test/') || isUnder(path, also));
    const faults = looked
      .filter(({ path }) => !isUnder(path, except))
      .flatMap(({ path, text }) =>
        text
          .split('\n')
          .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])),
      );
    expect(faults).toEqual([]);
  });
});

test('generic code names no field, value or state of a ledger', () => {
  const fields = LEDGERS.flatMap(({ fields: all }) => Object.entries(all));
  const keys = fields.flatMap(([key, field]) =>
    field.type === 'list' ? [key, ...Object.keys(field.fields)] : [key],
  );
  const values = [
    ...fields.flatMap(([, field]) => ('choices' in field ? Object.keys(field.choices) : [])),
    ...LEDGERS.flatMap(({ machine }) => Object.keys(machine?.states ?? {})),
  ].filter((value) => /^[A-Z]/.test(value) && !IMPORT_STATES.includes(value));
  const own = keys.filter((key) => /[a-z][A-Z]/.test(key));
  const named = new RegExp(
    [
      // A compound word is a field's wherever it stands; a plain one only where a row is asked for it.
      `\\b(${own.join('|')})\\b`,
      `\\b(values|complete|before|after)\\??\\.(${keys.join('|')})\\b|'(${keys.join('|')})' in `,
      `'(${values.join('|')})'`,
    ].join('|'),
  );
  const faults = sources
    .filter(({ path }) => isUnder(path, GENERIC))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (named.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])),
    );
  expect(faults).toEqual([]);
});

test('files stay short enough to be read at one go', ({ annotate }) => {
  const lengths = files.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));
  const limit = (path: string) => (path.startsWith('test/') ? HARD_LINES.test : HARD_LINES.source);
  const long = lengths.filter(({ path, lines }) => !path.startsWith('test/') && lines > SOFT_LINES);
  if (long.length > 0) {
    void annotate(
      `over ${SOFT_LINES} lines: ${long.map(({ path, lines }) => `${path} (${lines})`).join(', ')}`,
    );
  }
  expect(lengths.filter(({ path, lines }) => lines > limit(path))).toEqual([]);
});

test('no folder holds more files than can be seen at a glance', () => {
  const counts = new Map<string, number>();
  for (const { path } of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  const crowded = [...counts].filter(([folder, count]) => count > (LARGER_FOLDERS[folder] ?? FOLDER_FILES));
  expect(crowded).toEqual([]);
});

test('an exported name means one thing', () => {
  const places = new Map<string, string[]>();
  for (const { path, text } of sources) {
    const names = text.matchAll(
      /^export (?:async )?(?:abstract )?(?:const|let|function|class|interface|type|enum) (\w+)/gm,
    );
    // A name may be a value and the type of the same file that goes with it.
    for (const name of new Set([...names].map(([, name]) => name ?? '')))
      places.set(name, [...(places.get(name) ?? []), path]);
  }
  expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
});
