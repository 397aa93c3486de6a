import { expect, test } from 'vitest';
import { messageKey } from '../../../../handlers/services/messages/keys.ts';

test('a key is what the message is about, and the same for the same', () => {
  expect(messageKey('issue', '2026-05', 'G1')).toBe('issue:2026-05:G1');
  expect(messageKey('sign', 'a1b2', 3, 'SFB_BULLETIN')).toBe('sign:a1b2:3:SFB_BULLETIN');
  expect(messageKey(messageKey('feishu', 'e-1', 'say'), 0)).toBe('feishu:e-1:say:0');
});
