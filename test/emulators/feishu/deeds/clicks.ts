import { z } from 'zod';
import { checkCard } from '../card/check.ts';
import { isRecord } from '../card/walk.ts';
import { type Attempt, type Courier, jsonObject } from '../wire/courier.ts';
import type { Chat } from '../state/chats.ts';
import { changeContent, type Message } from '../state/message.ts';
import { actionOf, type Gesture } from './gesture.ts';
import { TIMES } from '../numbers.ts';
import { idsOf } from './events.ts';
import type { Person } from '../state/people.ts';
import type { Wire } from '../wire/wire.ts';
import type { World } from '../state/world.ts';

export interface Toast {
  type: 'info' | 'success' | 'error' | 'warning';
  content: string;
}

export interface ClickResult {
  toast: Toast | undefined;
  /** The card that replaced the clicked one for everybody. */
  card: Record<string, unknown> | undefined;
  /** The number the client shows when the service failed (feishu.md 3.5). */
  error: number | undefined;
  /** 3.6 */
  token: string;
  answer: Attempt | undefined;
}

/** The client does not let this through, so nothing reaches the service. */
export class ClientRefusal extends Error {
  override readonly name = 'ClientRefusal';
}

const LANGUAGES = [
  'zh_cn',
  'en_us',
  'zh_hk',
  'zh_tw',
  'ja_jp',
  'id_id',
  'vi_vn',
  'th_th',
  'pt_br',
  'es_es',
  'ko_kr',
  'de_de',
  'fr_fr',
  'it_it',
  'ru_ru',
  'ms_my',
] as const;
const answerSchema = z.strictObject({
  toast: z
    .strictObject({
      type: z.enum(['info', 'success', 'error', 'warning']),
      content: z.string(),
      i18n: z.partialRecord(z.enum(LANGUAGES), z.string()).optional(),
    })
    .optional(),
  card: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('raw'), data: z.record(z.string(), z.unknown()) }),
      z.strictObject({ type: z.literal('template'), data: z.record(z.string(), z.unknown()) }),
    ])
    .optional(),
});

/** 3.5: which number the client shows for which failure of the callback. */
const ERRORS: Readonly<Record<Attempt['problem'] & string, number>> = {
  late: 200341,
  unreachable: 200342,
  status: 200671,
  lost: 200341,
  nobody: 200340,
};

/** A person works a card (3.4, 3.5). */
export async function click(
  world: World,
  courier: Courier,
  message: Message,
  person: Person,
  gesture: Gesture,
  wire: Wire = {},
): Promise<ClickResult> {
  const chat = admitClick(world, message, person);
  const action = actionOf(message.content, gesture, (why) => new ClientRefusal(why));
  // 3.5: a form's button without a name is refused by the platform, and the service hears nothing
  if ('form_value' in action && !('name' in action))
    return { toast: undefined, card: undefined, error: 200530, token: '', answer: undefined };
  return callBack(world, courier, { message, chat, person, action }, wire);
}

function admitClick(world: World, message: Message, person: Person): Chat {
  const chat = world.chats.find(message.chatId);
  if (!chat || chat.dissolved || !chat.members.has(person.openId))
    throw new ClientRefusal('not in this chat');
  if (message.type !== 'interactive' || message.recalled) throw new ClientRefusal('no card here');
  if (world.now() - message.at > TIMES.cardLife) throw new ClientRefusal('the card is older than 14 days');
  const config = isRecord(message.content.config) ? message.content.config : {};
  const forwarded = message.sender.type === 'user';
  if (forwarded && config.enable_forward_interaction !== true)
    throw new ClientRefusal('a forwarded card is dead');
  return chat;
}

export interface RawClick {
  message: Message;
  chat: Chat;
  person: Person;
  action: Record<string, unknown>;
}

/** The request a click makes, whatever the action holds: also for actions that no client would send. */
export async function callBack(
  world: World,
  courier: Courier,
  raw: RawClick,
  wire: Wire = {},
): Promise<ClickResult> {
  const token = `c-${world.random.hex(40)}`;
  const nothing = { toast: undefined, card: undefined, token };
  if (!world.app.cardCallback) return { ...nothing, error: 200340, answer: undefined };
  const leave = { messageId: raw.message.messageId, issued: world.now(), uses: 0, answered: false };
  world.updateTokens.set(token, leave);
  const event = {
    operator: { tenant_key: world.app.tenantKey, ...idsOf(world, raw.person) },
    token,
    action: raw.action,
    host: 'im_message',
    context: { open_message_id: raw.message.messageId, open_chat_id: raw.chat.chatId },
  };
  const answer = await courier.callback('card.action.trigger', event, wire);
  leave.answered = true;
  return { ...nothing, ...applied(world, raw, answer), answer };
}

/** What the answer does to the chat and to the person. */
function applied(
  world: World,
  { message, person }: RawClick,
  answer: Attempt,
): Pick<ClickResult, 'toast' | 'card' | 'error'> {
  const failed = (error: number, why: string) => {
    world.journal.breach(
      answer.problem === 'late' ? 'answer-late' : 'answer-shape',
      `callback ${error}: ${why}`,
    );
    return { toast: undefined, card: undefined, error };
  };
  if (answer.problem !== undefined)
    return failed(ERRORS[answer.problem], `${answer.problem} ${answer.status}`);
  const parsed = answerSchema.safeParse(jsonObject(answer.body));
  if (!parsed.success) return failed(200672, parsed.error.issues[0]?.message ?? answer.body);
  const { toast, card } = parsed.data;
  if (card && card.data.schema !== '2.0') return failed(200830, 'a card of JSON 1.0');
  const verdict = card && checkCard(card.data, world.resources);
  if (verdict?.fault)
    return failed(200673, `${verdict.fault.code} ${verdict.fault.message} ${verdict.fault.path}`);
  const shown = toast && { type: toast.type, content: toast.content };
  if (shown)
    world.toasts.push({ at: world.now(), openId: person.openId, messageId: message.messageId, ...shown });
  if (card) changeContent(message, 'callback', card.data, world.now());
  return { toast: shown, card: card?.data, error: undefined };
}
