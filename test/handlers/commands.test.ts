import { expect, test } from 'vitest';
import { viewerOf } from '../../handlers/services/context.ts';
import { suggestionsFor } from '../../handlers/commands.ts';
import { COMMANDS } from '../../handlers/table.ts';
import { parseCity } from '../../models/ledgers/city.ts';
import heyuan from '../../models/ledgers/city/heyuan.json' with { type: 'json' };

const city = parseCity(heyuan);
const offered = (post: string, channel: 'web' | 'feishu') =>
  suggestionsFor(COMMANDS, { viewer: viewerOf(city, post), channel });

test('a post is offered the commands that are for it, by their first words', () => {
  const words = offered('YC_FILL', 'web');
  expect(words.slice(0, 2)).toEqual(['帮助', '我的待办']);
  expect(words).toContain('通报');
  expect(words).toContain('查 ');
  expect(words).toContain('项目台账');
  expect(words).not.toContain('绑定');
  expect(offered('YC_FILL', 'feishu')).toContain('绑定');
});
