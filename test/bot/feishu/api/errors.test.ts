import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../../../bot/channel/outcomes.ts';
import { CARD_CODES, CODES } from '../../../../bot/feishu/api/error-codes.ts';
import { faultOfAnswer, faultOfError, FeishuFault } from '../../../../bot/feishu/api/errors.ts';

/** An error as the SDK's HTTP client throws it (feishu.md 1.5). */
const thrown = (response: object | undefined, more: object = {}) =>
  Object.assign(new Error('Request failed'), { isAxiosError: true, response, ...more });
const refusal = (code: number, msg = 'words', status = 400, headers: object = {}) =>
  thrown({ status, headers, data: { code, msg, error: { log_id: 'log-1' } } });

/** 4.6 and 3.6 once more, by the reaction that the document asks for. */
const EXPECTED: Readonly<Record<FaultKind, readonly number[]>> = {
  throttled: [99991400, 11232, 11233, 11247],
  'target-busy': [230020],
  'under-way': [230049, 18121],
  locked: [200810],
  unavailable: [232096],
  unanswered: [1500, 2200, 5000],
  token: [99991663, 99991664, 99991665, 99991668, 99991677],
  'target-gone': [99992351, 99992361, 99992364, 230034, 230002, 230013, 230029, 230053, 232009],
  'target-closed': [230018, 230035, 230019, 230027, 230036, 230075, 230038, 230050],
  'message-gone': [99992354, 230011, 230110, 230031, 230033, 230012, 200310, 200000],
  'ticket-spent': [300020, 300030, 300040],
  refused: [
    230022, 230028, 230025, 230099, 11310, 11311, 10002, 100000, 234006, 234010, 234011, 234039, 234043,
  ],
  malformed: [9499, 99992402, 230001, 230017, 230054, 230055, 230071, 230072, 100030, 200320, 300090, 234001],
  'urgent-refused': [230023, 230024, 230052, 230098],
  stopped: [
    99991679, 99991661, 99991671, 99991672, 99991401, 99991403, 99991673, 10014, 10015, 230006, 234007,
  ],
  unexplained: [],
};

test('every code of the table is tried below, and no other', () => {
  const expected = Object.values(EXPECTED).flat();
  expect(new Set(expected)).toEqual(new Set(Object.keys(CODES).map(Number)));
  expect(new Set(expected).size).toBe(expected.length);
});

const cases = Object.entries(EXPECTED).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const));
describe.each(cases)('%i is %s', (code, kind) => {
  test('thrown or returned, with the platform’s number of the request', () => {
    expect(faultOfError('message.create', refusal(code))).toMatchObject({
      kind,
      code,
      facts: { logId: 'log-1', status: 400, call: 'message.create' },
    });
    expect(faultOfAnswer('message.create', { body: { code, msg: '' } })).toMatchObject({ kind, code });
    expect(CODES[code]?.[1]).toMatch(/^[1-7]\.\d+$/);
  });
});

describe('a card’s fault', () => {
  const inside = (sub: number, words: string) =>
    `Failed to create card content, ext=ErrCode: ${sub}; ErrMsg: ${words}; ErrPath: ROOT -> body -> elements -> [3](tag: table); `;

  test.each(Object.entries(CARD_CODES).map(([code, [kind]]) => [Number(code), kind] as const))(
    '%i inside 230099 is %s',
    (sub, kind) => {
      const fault = faultOfError('message.create', refusal(230099, inside(sub, 'bad')));
      expect(fault).toMatchObject({
        kind,
        code: 230099,
        facts: { subCode: sub, path: 'ROOT -> body -> elements -> [3](tag: table)' },
      });
      expect(fault?.reason).toContain(CARD_CODES[sub]?.[2]);
    },
  );

  test('a lock passes by itself, inside 230099 or alone', () => {
    const words = inside(11310, 'card action is lock');
    expect(faultOfError('message.patch', refusal(230099, words))).toMatchObject({ kind: 'locked' });
    expect(faultOfAnswer('card.update', { body: { code: 11310, msg: 'card action is lock' } })).toMatchObject(
      { kind: 'locked' },
    );
    expect(faultOfError('message.create', refusal(230099, inside(999, 'new')))).toMatchObject({
      kind: 'refused',
    });
  });
});

describe('an answer without a code', () => {
  test.each([
    ['a gateway’s page', { status: 502, data: '<html>Bad Gateway</html>' }, 'unanswered'],
    ['429 in plain words', { status: 429, data: 'slow down' }, 'throttled'],
    ['403 of a proxy', { status: 403, data: '' }, 'unexplained'],
  ] as const)('%s', (_, response, kind) => {
    expect(faultOfError('message.create', thrown(response))).toMatchObject({ kind });
  });

  test('is none, even with 200', () => {
    expect(faultOfAnswer('message.create', { body: '<html>login</html>' })).toMatchObject({
      kind: 'unanswered',
    });
    expect(faultOfAnswer('message.create', { body: { code: 0 } })).toBeUndefined();
  });

  test('an unknown code tells what the platform said', () => {
    expect(faultOfError('message.create', refusal(424242, 'brand new'))).toMatchObject({
      kind: 'unexplained',
      message: 'feishu message.create: 400 424242 brand new',
      reason: '飞书拒绝了请求（飞书错误码 424242）',
    });
    expect(faultOfError('message.create', refusal(424242, 'oops', 500))).toMatchObject({
      kind: 'unanswered',
    });
  });
});

test('429 says how long to wait', () => {
  const fault = faultOfError('message.create', refusal(99991400, '', 429, { 'x-ogw-ratelimit-reset': '7' }));
  expect(fault).toMatchObject({ kind: 'throttled', afterMs: 7_000 });
});

test('a number of the request in a header counts as well', () => {
  const answer = thrown({ status: 502, headers: { 'x-tt-logid': 'log-2' }, data: '' });
  expect(faultOfError('message.create', answer)?.facts.logId).toBe('log-2');
});

describe('the way to the platform', () => {
  test.each([
    ['ECONNREFUSED', 'unavailable'],
    ['ENOTFOUND', 'unavailable'],
    ['CERT_HAS_EXPIRED', 'unavailable'],
    ['ECONNRESET', 'unanswered'],
    ['ECONNABORTED', 'unanswered'],
    ['ETIMEDOUT', 'unanswered'],
    ['EPIPE', 'unanswered'],
  ])('%s is %s', (code, kind) => {
    const fault = faultOfError('message.create', thrown(undefined, { code }));
    expect(fault).toMatchObject({ kind, code });
    expect(fault?.reason).toContain(code);
  });

  test('an error of our own is none of the platform’s', () => {
    expect(faultOfError('message.create', new TypeError('x is not a function'))).toBeUndefined();
    const fault = new FeishuFault({ kind: 'locked', call: 'a', reason: 'b', said: 'c' });
    expect(faultOfError('message.create', fault)).toBe(fault);
  });
});
