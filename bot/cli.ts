import { askService, ServiceEnded } from './cli/service/ask.ts';
import type { Terminal } from './cli/run.ts';
import { environment } from './environment.ts';

const terminal: Terminal = {
  cwd: process.cwd(),
  print: (text) => void process.stdout.write(text),
  say: (line) => void process.stderr.write(`${line}\n`),
};

/** By the running service where there is one: it has loaded already what a command needs. */
async function run(argv: readonly string[]): Promise<number> {
  const env = environment();
  return (
    (await askService(argv, env, terminal)) ?? (await import('./cli/here.ts')).runHere(argv, env, terminal)
  );
}

const argv = process.argv.slice(2);
if (argv[0] === 'serve' && argv.length === 1) await (await import('./serve.ts')).serve();
else
  process.exitCode = await run(argv).catch((error: unknown) => {
    if (!(error instanceof ServiceEnded)) throw error;
    terminal.say('服务在命令完成之前停止了。请先用 show、audit verify 查看是否已经写入，再决定是否重新运行');
    return 1;
  });
