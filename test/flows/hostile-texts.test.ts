import { beforeAll, describe, expect, test } from 'vitest';
import { aWorld, CHANNELS, type World } from '../helpers/conversation.ts';
import { csvText } from '../handlers/services/imports/files.ts';
import { hostileTexts } from '../helpers/hostile.ts';

describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
  });
  const said = (answer: unknown) => JSON.stringify(answer);

  test('a message that no command is as long as is answered with what to do', async () => {
    const [answer] = await world.official('YC_FILL').says('企业台账 '.repeat(300));
    expect(said(answer)).toContain('太长了，没有处理。一条指令最多 500 个字');
  });

  test('what is just short enough to be a command is looked at, whatever it is', async () => {
    const official = world.official('YC_FILL');
    const texts = hostileTexts(480).filter((each) => each.trim().length > 400);
    // They come in as they are on each platform, so the second one need not carry them all.
    for (const text of texts.filter((_, i) => channel === 'web' || i % 4 === 0)) {
      expect(await official.says(`企业台账 ${text}`)).toHaveLength(1);
    }
    expect(await official.says(`企业台账 ${'a '.repeat(240)}`)).toHaveLength(1);
  });

  test('a file whose header is brackets is refused at once', async () => {
    const bytes = new TextEncoder().encode(csvText([['['.repeat(96_000), '('.repeat(96_000)], ['1']]));
    const [answer] = await world.official('YC_FILL').sends({ name: '长.csv', bytes });
    expect(said(answer)).toContain('没有认出表头');
  });
});
