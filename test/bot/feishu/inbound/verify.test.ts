import * as lark from '@larksuiteoapi/node-sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyKeys, verifyRequest } from '../../../../bot/feishu/inbound/verify.ts';
import { EncryptKey } from '../../../../bot/feishu/inbound/crypto.ts';
import { encrypt } from '../../../emulators/feishu/wire/wire.ts';
import { createRandom } from '../../../emulators/feishu/state/random.ts';
import { APP, click, KEYS, opened, sealed } from './requests.ts';

const UNSIGNED = { timestamp: '', nonce: '', signature: '' };
const plainly = { encryptKey: '' };
const TOKEN_ONLY = verifyKeys({ verificationToken: APP.verificationToken });
const challenge = (token = APP.verificationToken) => ({ challenge: 'ajls', token, type: 'url_verification' });

describe('a genuine letter is opened', () => {
  test('encrypted, signed, of either version', () => {
    expect(opened(sealed(click()))).toEqual({ kind: 'genuine', envelope: click() });
    const event = { type: 'p2p_chat_create', app_id: APP.appId, tenant_key: 't', chat_id: 'oc_1' };
    const first = {
      ts: '1502199207.719',
      uuid: 'u-1',
      token: APP.verificationToken,
      type: 'event_callback',
      event,
    };
    expect(opened(sealed(first))).toMatchObject({
      kind: 'genuine',
      envelope: {
        header: {
          event_id: 'u-1',
          event_type: 'p2p_chat_create',
          create_time: '1502199207719',
          app_id: APP.appId,
        },
        event,
      },
    });
  });

  test('written over several lines', () => {
    const letter = sealed(click(), { pretty: true });
    expect(letter.raw.toString()).toContain('\n');
    expect(opened(letter)).toMatchObject({ kind: 'genuine' });
  });

  test('in the clear with the token alone, where no encrypt key is configured', () => {
    expect(opened(sealed(click(), plainly), TOKEN_ONLY)).toEqual({ kind: 'genuine', envelope: click() });
  });

  test('by the signature alone, where no token is configured', () => {
    const keys = verifyKeys({ encryptKey: APP.encryptKey, verificationToken: '' });
    expect(opened(sealed(click({ token: 'other' })), keys)).toMatchObject({ kind: 'genuine' });
  });
});

describe('the console’s challenge', () => {
  test('is answered encrypted and plain, unsigned in both', () => {
    const answer = { kind: 'challenge', challenge: 'ajls' };
    expect(opened(sealed(challenge(), { signature: 'none' }))).toEqual(answer);
    expect(opened(sealed(challenge(), plainly), TOKEN_ONLY)).toEqual(answer);
  });

  test.each([
    ['a wrong token', sealed(challenge('other'), { signature: 'none' }), 'token'],
    [
      'another encrypt key',
      sealed(challenge(), { signature: 'none', encryptKey: 'other' }),
      'undecipherable',
    ],
    ['no encryption', sealed(challenge(), plainly), 'plaintext'],
    ['no text', sealed({ ...challenge(), challenge: { a: 1 } }, { signature: 'none' }), 'malformed'],
  ])('with %s is not', (_, letter, why) => {
    expect(opened(letter)).toEqual({ kind: 'refused', why });
  });
});

describe('everything else is refused', () => {
  const genuine = sealed(click());
  const shout = { ...genuine.headers, signature: genuine.headers.signature.toUpperCase() };
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

  test.each([
    ['unsigned', sealed(click(), { signature: 'none' }), 'unsigned'],
    ['signed with another key', sealed(click(), { signature: 'wrong' }), 'signature'],
    ['signed in capitals', { ...genuine, headers: shout }, 'signature'],
    ['signed for another time', { ...genuine, headers: { ...genuine.headers, timestamp: '1' } }, 'signature'],
    [
      'with a signature that is none',
      { ...genuine, headers: { ...genuine.headers, signature: 'ß' } },
      'signature',
    ],
    ['tampered', sealed(click(), { tamper: (raw) => Buffer.from(raw).fill(65, 20, 21) }), 'signature'],
    ['truncated', sealed(click(), { tamper: (raw) => raw.subarray(0, 90) }), 'signature'],
    ['sealed with another key', sealed(click(), { encryptKey: 'other' }), 'signature'],
    ['with a wrong token', sealed(click({ token: 'other' })), 'token'],
    ['with a longer token', sealed(click({ token: `${APP.verificationToken}0` })), 'token'],
    ['without a token', sealed(click({ token: undefined })), 'token'],
    ['with a token that is no text', sealed(click({ token: [APP.verificationToken] })), 'token'],
    ['in the clear', sealed(click(), plainly), 'plaintext'],
    ['without an id', sealed(click({ event_id: '' })), 'malformed'],
    ['without a type', sealed(click({ event_type: 7 })), 'malformed'],
    ['without an event', sealed({ ...click(), event: [] }), 'malformed'],
    ['without anything', sealed({ token: APP.verificationToken }), 'malformed'],
    ['as a list', sealed([click()]), 'malformed'],
    ['too deep', sealed(click({}, { value: nested(40) })), 'malformed'],
    [
      'with somebody’s prototype',
      sealed(click({}, { value: JSON.parse('{"__proto__":{"a":1}}') })),
      'malformed',
    ],
  ])('%s', (_, letter, why) => {
    expect(opened(letter)).toEqual({ kind: 'refused', why });
  });

  test.each([
    ['no JSON', 'hello', 'malformed'],
    ['nothing', '', 'malformed'],
    ['a list', '[1]', 'malformed'],
    ['null', 'null', 'malformed'],
    ['abysses', '['.repeat(500_000), 'malformed'],
    ['a list for a cipher', '{"encrypt":[1]}', 'plaintext'],
    ['an empty cipher', '{"encrypt":""}', 'undecipherable'],
    ['a vector and nothing', `{"encrypt":"${Buffer.alloc(16).toString('base64')}"}`, 'undecipherable'],
    ['half a block', `{"encrypt":"${Buffer.alloc(40).toString('base64')}"}`, 'undecipherable'],
    ['rubbish', `{"encrypt":"${Buffer.alloc(160, 7).toString('base64')}"}`, 'undecipherable'],
  ])('unsigned: %s', (_, text, why) => {
    expect(verifyRequest(Buffer.from(text), UNSIGNED, KEYS)).toEqual({ kind: 'refused', why });
  });

  test.each([{}, { encryptKey: '', verificationToken: '' }])('without any secret of ours: %j', (secrets) => {
    for (const letter of [
      sealed(click()),
      sealed(click(), plainly),
      sealed(challenge('')),
      sealed(challenge(''), plainly),
    ]) {
      expect(opened(letter, verifyKeys(secrets))).toEqual({ kind: 'refused', why: 'no-keys' });
    }
  });

  test('and a bad one spoils nothing for the next', () => {
    expect(verifyRequest(Buffer.from('{"encrypt":"AAAA"}'), UNSIGNED, KEYS).kind).toBe('refused');
    expect(opened(genuine).kind).toBe('genuine');
  });
});

describe('properties', () => {
  const header = fc.record({ timestamp: fc.string(), nonce: fc.string(), signature: fc.string() });
  const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
  const json = fc.json().map((text) => Buffer.from(text));
  const cipher = fc.base64String().map((encrypt) => Buffer.from(JSON.stringify({ encrypt })));

  test('no bytes make it throw, and none are taken', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, json, cipher), header, (raw, headers) => {
        expect(verifyRequest(raw, headers, KEYS).kind).toBe('refused');
        expect(verifyRequest(raw, UNSIGNED, KEYS).kind).toBe('refused');
        expect(verifyRequest(raw, headers, TOKEN_ONLY).kind).toBe('refused');
      }),
      { numRuns: 2_000 },
    );
  });

  test('nor does any text under a genuine seal', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.object()), (value) => {
        expect(opened(sealed(Object(value))).kind).toBe('refused');
      }),
    );
  });

  test('a flipped bit anywhere is noticed', () => {
    const { raw, headers } = sealed(click());
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const bent = Buffer.from(raw);
        bent[at] = (bent[at] ?? 0) ^ bits;
        expect(verifyRequest(bent, headers, KEYS)).toEqual({ kind: 'refused', why: 'signature' });
      }),
    );
  });

  test('any text comes out as it was put in, as the SDK’s own cipher reads it', () => {
    const random = createRandom(9);
    const seal = new EncryptKey('test key');
    const cipher = new lark.AESCipher('test key');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const letter = encrypt(text, 'test key', random);
        expect(seal.open(letter)).toBe(cipher.decrypt(letter));
      }),
    );
  });
});

test('the vector of the documents', () => {
  const vector = 'P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=';
  expect(new EncryptKey('test key').open(vector)).toBe('hello world');
  expect(new lark.AESCipher('test key').decrypt(vector)).toBe('hello world');
});
