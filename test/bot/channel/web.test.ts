import { randomUUID } from 'node:crypto';
import { putDown } from '../../../handlers/dispatch/incoming-files.ts';
import type { UploadedFile } from '../../../handlers/inbound.ts';
import { Client, inChat, type View } from '../web/client.ts';
import { webApp } from '../web/web-app.ts';
import { channelContract } from './contract.ts';
import type { ContractPlatform, Place, PlatformGround } from './stage.ts';

/** The web channel as the contract sees it: its own pages over HTTP, one post logged in. */

const ACTOR = 'YC_FILL';
const ADDRESS: Readonly<Record<Place, string>> = { private: `post:${ACTOR}`, group: 'group:G3-YC' };

async function onTheWeb({ services, dispatch, patience }: PlatformGround): Promise<ContractPlatform> {
  const { url, web } = await webApp({
    dispatch,
    patience,
    putDown: async (name, stream) => ({
      name,
      ...(await putDown(services, { name, stream, limit: Infinity })),
    }),
  });
  const client = await Client.as(url, ACTOR);
  const fromBot = async (place: Place): Promise<View[]> => {
    const query = new URLSearchParams({ chat: ADDRESS[place], limit: '100' });
    return (await client.get(`/sandbox/api/messages?${query}`)).messages.filter(({ who }) => who.bot);
  };
  const newestCard = async (place: Place) => {
    const message = (await fromBot(place)).findLast(({ html }) => html !== undefined);
    if (!message) throw new Error('no card is there');
    return { messageId: message.id, html: message.html ?? '' };
  };
  const act = async (place: Place, deed: object) => {
    const { body } = await client.post('/sandbox/api/action', { ...inChat(ADDRESS[place]), ...deed });
    return { toast: body.toast?.text };
  };
  return {
    channel: web.channel,
    address: ADDRESS,
    reads: async (place) => (await fromBot(place)).map((message) => ({ words: wordsIn(message) })),
    async says(place, text, { twice } = {}) {
      const event = { ...inChat(ADDRESS[place]), text };
      await client.post('/sandbox/api/text', event);
      if (twice) await client.post('/sandbox/api/text', event);
    },
    sends: async (file) => void (await client.send('/sandbox/api/files', formOf(file))),
    async clicks(place, label, form) {
      const { messageId, html } = await newestCard(place);
      return act(place, { messageId, ...deedOn(html, label), ...(form ? { form } : {}) });
    },
    forges: async (place, deed) => act(place, { messageId: (await newestCard(place)).messageId, ...deed }),
    deadTarget: () => Promise.resolve('post:NOBODY'),
    async floods() {
      const tooMuch = { ...inChat(ADDRESS.private), text: 'x'.repeat(300 * 1024) };
      return (await client.post('/sandbox/api/text', tooMuch)).status;
    },
    async intrudes() {
      const event = { ...inChat(ADDRESS.private), text: '合同' };
      return (await new Client(url).post('/sandbox/api/text', event)).status;
    },
    waits: () => Promise.resolve(),
  };
}

function formOf({ name, bytes }: UploadedFile): FormData {
  const form = new FormData();
  form.append('eventId', randomUUID());
  form.append('chat', ADDRESS.private);
  form.append('files', new Blob([new Uint8Array(bytes)]), name);
  return form;
}

const wordsIn = ({ text, html = '', file }: View): string =>
  text ?? file?.name ?? plainOf(html.replaceAll(/<[^>]*>/g, ''));

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};
const plainOf = (html: string): string =>
  html.replaceAll(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);

/** What the page's script would post for a button: its own action, or that of the form it submits. */
function deedOn(html: string, label: string) {
  const end = html.indexOf(`>${label}</button>`);
  if (end < 0) throw new Error(`nothing is called ${label}`);
  const button = html.slice(html.lastIndexOf('<button', end), end);
  const source = button.includes('data-action') ? button : html.slice(html.lastIndexOf('<form', end), end);
  const attribute = (name: string) => plainOf(new RegExp(`${name}="([^"]*)"`).exec(source)?.[1] ?? '');
  return { action: attribute('data-action'), params: JSON.parse(attribute('data-params')) as object };
}

channelContract('The web', {
  open: onTheWeb,
  differs: { throttling: 'its messages go into our own database, which counts nobody’s messages' },
});
