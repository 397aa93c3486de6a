/**
 * `npm run bench [-- name…]`: each bench measures the service against a plain baseline in the same run and prints both
 * with their ratio. Ends with 1 when something a bench checks on the way is wrong; slowness is for the reader to judge.
 */
const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<unknown> }>>> = {
  monthly: () => import('./monthly.ts'),
  import: () => import('./import.ts'),
  action: () => import('./action.ts'),
  webhook: () => import('./webhook.ts'),
  click: () => import('./click.ts'),
  timers: () => import('./timers.ts'),
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
for (const [name, load] of Object.entries(BENCHES)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const from = performance.now();
  try {
    await (await load()).run();
    console.log(`\n${name}: ${Math.round((performance.now() - from) / 1000)} s`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`\n${name} failed:`, error);
  }
}
