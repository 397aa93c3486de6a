import { gestureOn } from '../../helpers/feishu-gesture.ts';
import { feishuPlatform, type FeishuPlatform } from '../../helpers/feishu-platform.ts';
import type { ClickResult } from '../../emulators/feishu/deeds/clicks.ts';
import type { Shown } from '../../emulators/feishu/shown.ts';
import { channelContract } from './contract.ts';
import type { Answered, ContractPlatform, Place, PlatformGround } from './stage.ts';

/** Feishu as the contract sees it: the strict emulator, whose every rule must be kept (helpers/feishu-platform.ts). */

const ACTOR = 'YC_FILL';
const GROUP = 'G3-YC';
const TOO_MUCH = Buffer.alloc(2 * 1024 * 1024, ' ');

async function onFeishu(ground: PlatformGround, mode: 'webhook' | 'websocket'): Promise<ContractPlatform> {
  const platform = await feishuPlatform({ ...ground, mode });
  const { feishu } = platform;
  const person = platform.person(ACTOR);
  const group = platform.group(GROUP);
  // What was never written in is not known as private.
  await feishu.enter(person);
  const seen = (place: Place) =>
    feishu.seen(place === 'private' ? person : group).filter(({ sender }) => sender.type === 'app');
  const newestCard = (place: Place) => {
    const message = seen(place).findLast(({ card }) => card !== undefined);
    if (!message) throw new Error('no card is there');
    return feishu.message(message.messageId);
  };
  return {
    channel: platform.channel,
    address: { private: person.openId, group: group.chatId },
    reads: async (place) => seen(place).map((message) => ({ words: wordsIn(platform, message) })),
    async says(place, text, { twice } = {}) {
      if (twice) feishu.misbehave({ fault: 'duplicate' });
      const inGroup = { chat: group, mentions: ['bot' as const] };
      if (place === 'private') await feishu.say(person, text);
      else await feishu.say(person, `@_user_1 ${text}`, inGroup);
    },
    sends: ({ name, bytes }) => platform.sends(ACTOR, [{ name, bytes }]),
    async clicks(place, label, form) {
      const { messageId, content } = newestCard(place);
      return answered(await feishu.click(person, messageId, gestureOn(content, label, form)));
    },
    async forges(place, value) {
      const forged = { tag: 'button', value };
      return answered(await feishu.callback(person, newestCard(place).messageId, forged));
    },
    async deadTarget() {
      const gone = feishu.people.add({ name: '离职的人' });
      gone.resigned = true;
      return gone.openId;
    },
    throttles: () => void feishu.misbehave({ fault: 'throttled', route: 'message.create' }),
    ...(mode === 'webhook' ? entrance(platform) : {}),
    waits: (ms) => feishu.advance(ms),
  };
}

function entrance({ feishu }: FeishuPlatform): Pick<ContractPlatform, 'floods' | 'intrudes'> {
  return {
    async floods() {
      const { status } = await fetch(feishu.app.webhookUrl ?? '', { method: 'POST', body: TOO_MUCH });
      return status;
    },
    async intrudes() {
      const { status } = await feishu.post({ schema: '2.0', header: {}, event: {} }, { signature: 'wrong' });
      return status;
    },
  };
}

/** What a reader sees; the way out breaks up what would be markup by characters that nobody sees. */
function wordsIn({ feishu }: FeishuPlatform, { type, text, messageId }: Shown): string {
  const { file_key: key } = feishu.message(messageId).content;
  if (type === 'file') return feishu.uploads.find(String(key))?.name ?? '';
  return text.replaceAll('\u200B', '');
}

function answered({ toast, error }: ClickResult): Answered {
  if (error !== undefined) throw new Error(`the client shows ${error}`);
  return { toast: toast?.content };
}

channelContract('Feishu', { open: (ground) => onFeishu(ground, 'webhook') });

const AUTHENTICATED =
  'the long connection is made by us and authenticated once, nobody else can write into it';
channelContract('Feishu over the long connection', {
  open: (ground) => onFeishu(ground, 'websocket'),
  differs: { forgery: AUTHENTICATED, oversize: AUTHENTICATED },
});
