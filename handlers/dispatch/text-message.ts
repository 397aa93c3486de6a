import { lostCard } from '../../cards/guess.ts';
import { AppError } from '../../models/rules/errors.ts';
import { isStranger, type Viewer } from '../../models/rules/permissions.ts';
import { demand } from '../../models/rules/rights.ts';
import { LONGEST } from '../../models/rules/parse/bounds.ts';
import type { Command } from '../action.ts';
import { concerns, matchCommand, spokenWords, type Understood } from '../commands.ts';
import type { Inbound, Reply } from '../inbound.ts';
import { interpret, type Interpretation } from '../sentences/interpret.ts';
import type { Ctx } from '../services/context.ts';
import { adviceOn } from './advice.ts';

type Said = Inbound & { kind: 'text' };

/** How many things one who was not understood is offered. */
const OFFERED = 4;
const ECHOED = 20;
const HELP = '帮助';

/**
 * Does what a person says: a command as it stands in 帮助, else the command that says the same as the sentence. Asks back
 * where several are meant, and offers what this post can do where nothing is understood.
 * @throws AppError FORBIDDEN, INVALID with the way that works
 */
export async function answerText(commands: readonly Command[], ctx: Ctx, inbound: Said): Promise<Reply> {
  demandShort(inbound.text);
  const typed = matchCommand(commands, inbound.text);
  if (!typed?.command.open) demandPost(ctx.viewer);
  const advice = adviceOn(inbound, typed, ctx);
  if (advice !== undefined) throw new AppError('INVALID', advice);
  if (typed && (isAsTaught(typed, inbound.text) || isStranger(ctx.viewer))) return run(ctx, typed, inbound);
  const said = spokenWords(inbound.text);
  // Who only calls the bot wants to know what it can do.
  const help = isBlank(said) ? matchCommand(commands, HELP) : undefined;
  if (help) return run(ctx, help, inbound);
  // What a channel could only name, such as [视频], was not said.
  const meant: Interpretation = /^\[.*\]$/.test(said)
    ? { kind: 'nothing' }
    : await interpret(ctx, commands, said, inbound.chat.kind);
  if (meant.kind === 'several') return answerEach(ctx, meant, inbound);
  if (meant.kind === 'question') return { say: [{ card: meant.card }] };
  if (meant.kind === 'command' && !(typed && isNarrower(typed, meant.understood, said))) {
    const reply = await run(ctx, meant.understood, inbound);
    return meant.unused.length === 0 ? reply : { ...reply, say: [...(reply.say ?? []), leftOver(meant)] };
  }
  if (typed) return run(ctx, typed, inbound);
  return { say: [{ card: lostCard(said.slice(0, ECHOED), offersFor(commands, ctx)) }] };
}

/** Every question of a message gets its own answer; where one is refused, its reason. */
async function answerEach(
  ctx: Ctx,
  { questions, unused }: Interpretation & { kind: 'several' },
  inbound: Said,
): Promise<Reply> {
  const say: NonNullable<Reply['say']>[number][] = [];
  for (const { understood } of questions) {
    try {
      say.push(...((await run(ctx, understood, inbound)).say ?? []));
    } catch (error) {
      const fault = AppError.from(error);
      if (fault.report) throw error;
      say.push({ text: fault.userText });
    }
  }
  const said = questions.map((each) => each.said).join('”“');
  return { say: unused.length === 0 ? say : [...say, leftOver({ said, unused })] };
}

/** Nothing that could be understood: blanks, signs, or nothing at all. */
const isBlank = (said: string): boolean => /^[\s\p{P}\p{Cf}]*$/u.test(said);

/** The command's word alone, or with what follows it set apart, where anything may follow: 查 电子, 企业台账 源城. */
function isAsTaught({ command, rest }: Understood, text: string): boolean {
  if (rest === '') return true;
  const said = spokenWords(text);
  return /[<[]/.test(command.usage) && /\s/.test(said.charAt(said.length - rest.length - 1));
}

/** 绑定本群 is a command of its own, though 绑定 is one, too. */
function isNarrower({ command, rest }: Understood, other: Understood, said: string): boolean {
  const word = said.slice(0, said.length - rest.length).trim();
  return (
    command !== other.command && other.command.words.some((each) => word !== each && word.startsWith(each))
  );
}

/** No word is dropped without its being said. */
const leftOver = ({ said, unused }: { said: string; unused: readonly string[] }) => ({
  text: `按“${said}”查的；“${unused.join('”“')}”没有看懂，没有用上。`,
});

const offersFor = (commands: readonly Command[], ctx: Ctx): string[] =>
  commands
    .filter((command) => concerns(command, ctx) && !command.usage.includes('<'))
    .slice(0, OFFERED)
    .map(({ words }) => words[0]);

async function run(ctx: Ctx, { command, rest }: Understood, inbound: Said): Promise<Reply> {
  const { viewer } = ctx;
  if (command.permit) demand(viewer, command.permit);
  if (command.privateOnly && inbound.chat.kind === 'group')
    throw new AppError('INVALID', `请在与我的单聊里发送“${command.words[0]}”`);
  demandForLiaison(viewer, command);
  return command.run(ctx, rest, inbound);
}

const UNKNOWN_PERSON = '还没有把您和岗位对应起来。请在与我的单聊里发送“绑定”提出申请，管理员确认后即可使用';

/** @throws AppError FORBIDDEN for one who holds no post, with the way to get one */
export function demandPost(viewer: Viewer): void {
  if (isStranger(viewer)) throw new AppError('FORBIDDEN', UNKNOWN_PERSON);
}

/** @throws AppError FORBIDDEN for a liaison who says what is about posts of the city */
function demandForLiaison(viewer: Viewer, { words, suits }: Command): void {
  if (viewer.enterprise && suits && !suits(viewer))
    throw new AppError('FORBIDDEN', `“${words[0]}”是工作人员的指令。发送“帮助”看您能做什么`);
}

/** @throws AppError INVALID for a text that is no command because none is as long */
function demandShort({ length }: string): void {
  if (length > LONGEST.value)
    throw new AppError(
      'INVALID',
      `这条消息有 ${length} 个字，太长了，没有处理。一条指令最多 ${LONGEST.value} 个字；要导入台账，请把 Excel 发给我`,
    );
}
