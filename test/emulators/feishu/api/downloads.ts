import type { Call } from './call.ts';
import { Refusal } from '../errors.ts';
import type { Upload } from '../state/uploads.ts';
import type { World } from '../state/world.ts';
import type { Download } from './routes/route.ts';

/** 4.2: a resource of a message in a chat the bot is in. */
export function resource(world: World, call: Call): Download {
  const message = world.messages.get(call.params.message_id ?? '');
  if (!message) throw new Refusal(99992354);
  world.chats.get(message.chatId);
  const key = call.params.file_key ?? '';
  const upload = world.uploads.find(key);
  if (!upload || !JSON.stringify(message.content).includes(key)) throw new Refusal(234001, 'file_key');
  return bytesOf(upload);
}

/** 4.5: by its key alone only what the app itself has uploaded. */
const own =
  (kind: Upload['kind']) =>
  (world: World, call: Call): Download => {
    const upload = world.uploads.find(call.params.key ?? '');
    if (upload?.kind !== kind) throw new Refusal(234001, 'key');
    if (!upload.byApp) throw new Refusal(234008);
    return bytesOf(upload);
  };
export const ownImage = own('image');
export const ownFile = own('file');

const bytesOf = ({ data, name }: Upload): Download => ({ bytes: data, name });
