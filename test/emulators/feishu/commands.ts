import type { FeishuEmulator } from './emulator.ts';
import { FAULTS, type FaultName } from './state/faults.ts';

/** What can be typed at the prompt of `npm run emulator`. */
interface Command {
  usage: string;
  about: string;
  run: (feishu: FeishuEmulator, words: readonly string[]) => Promise<string>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  help: {
    usage: 'help',
    about: '列出命令',
    run: async () =>
      Object.values(COMMANDS)
        .map(({ usage, about }) => `${usage.padEnd(44)}${about}`)
        .join('\n'),
  },
  people: {
    usage: 'people',
    about: '人和群',
    run: async (feishu) =>
      [
        ...feishu.people
          .all()
          .map(({ name, openId, mobile = '' }) => `${name} ${openId} ${mobile}`.trimEnd()),
        ...feishu.chats.all().map(({ name, chatId, mode }) => `${name || '（单聊）'} ${chatId} ${mode}`),
      ].join('\n'),
  },
  verify: {
    usage: 'verify',
    about: '像后台保存请求地址时那样校验回调地址',
    run: async (feishu) =>
      (await feishu.verifyUrl()) ? '通过' : '没有通过：1 秒内须以 200 原样返回 challenge',
  },
  say: {
    usage: 'say <人> <话>',
    about: '在单聊里对机器人说话',
    run: async (feishu, [who = '', ...text]) => {
      const { delivery } = await feishu.say(personOf(feishu, who), text.join(' '));
      return delivery?.state ?? '';
    },
  },
  at: {
    usage: 'at <群> <人> <话>',
    about: '在群里 @机器人 说话',
    run: async (feishu, [where = '', who = '', ...text]) => {
      const chat = chatOf(feishu, where);
      const said = `@_user_1 ${text.join(' ')}`;
      const { delivery } = await feishu.say(personOf(feishu, who), said, { chat, mentions: ['bot'] });
      return delivery?.state ?? '';
    },
  },
  login: {
    usage: 'login [人]',
    about: '浏览器里登录飞书的是谁；不写人就是拒绝授权的人',
    run: async (feishu, [who]) => {
      feishu.loginAs(who === undefined ? undefined : personOf(feishu, who));
      return '';
    },
  },
  seen: {
    usage: 'seen <人或群>',
    about: '聊天里现在看得到什么',
    run: async (feishu, [where = '']) => {
      const chat = feishu.chats.all().find(({ name }) => name === where) ?? personOf(feishu, where);
      return feishu
        .seen(chat)
        .map(({ messageId, text }) => `${messageId}\n${text}`)
        .join('\n\n');
    },
  },
  click: {
    usage: 'click <人> <message_id> <按钮名或文字> [表单JSON]',
    about: '点卡片上的按钮',
    run: async (feishu, [who = '', messageId = '', on = '', ...json]) => {
      const form: unknown = json.length > 0 ? JSON.parse(json.join(' ')) : {};
      const { toast, card, error } = await feishu.click(personOf(feishu, who), messageId, {
        on,
        form: Object(form),
      });
      return JSON.stringify({ toast, card: card !== undefined, error });
    },
  },
  join: {
    usage: 'join <群> <人>',
    about: '把机器人拉进群',
    run: async (feishu, [where = '', who = '']) =>
      (await feishu.inChat('bot-added', chatOf(feishu, where), personOf(feishu, who))).state,
  },
  menu: {
    usage: 'menu <人> <event_key>',
    about: '点机器人菜单',
    run: async (feishu, [who = '', key = '']) => (await feishu.menu(personOf(feishu, who), key)).state,
  },
  fault: {
    usage: 'fault <名称> [比例0~1]',
    about: `下一次请求出错，或按比例出错：${Object.keys(FAULTS).join(' ')}`,
    run: async (feishu, [name = '', share]) => {
      if (!isFault(name)) return `没有这种故障：${name}`;
      feishu.misbehave(share === undefined ? { fault: name } : { fault: name, share: Number(share) });
      return '好';
    },
  },
  calm: {
    usage: 'calm',
    about: '不再出错',
    run: async (feishu) => {
      feishu.calm();
      return '好';
    },
  },
  violations: {
    usage: 'violations',
    about: '到现在违反了哪些规定',
    run: async (feishu) =>
      feishu.violations.map(({ breach, detail, rule }) => `${breach} ${detail}（${rule}）`).join('\n') ||
      '没有',
  },
};

const isFault = (name: string): name is FaultName => name in FAULTS;

function personOf(feishu: FeishuEmulator, name: string) {
  const person = feishu.people.all().find((each) => each.name === name || each.openId === name);
  if (!person) throw new Error(`没有这个人：${name}`);
  return person;
}

function chatOf(feishu: FeishuEmulator, name: string) {
  const chat = feishu.chats.all().find((each) => each.name === name || each.chatId === name);
  if (!chat) throw new Error(`没有这个群：${name}`);
  return chat;
}
