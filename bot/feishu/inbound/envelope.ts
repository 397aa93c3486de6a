import type { BodyFault } from '../../channel/body.ts';

/** What Feishu brings, by whichever way: the envelope round an event or a callback (feishu.md 2.4). */
export interface EventEnvelope {
  schema?: string;
  header: {
    event_id: string;
    event_type: string;
    create_time?: string;
    token?: string;
    app_id?: string;
    tenant_key?: string;
  };
  event: Record<string, unknown>;
}

/**
 * Why something that came in is not taken. For the operator only: who sent it learns nothing but 401.
 * `no-keys`: we have neither encrypt key nor verification token. `oversize` `slow` `cut-off`: of the body.
 * `malformed`: not what the platform writes. `plaintext`: not encrypted although we have a key. `unsigned`, `signature`:
 * none, or not of our key over these bytes. `undecipherable`: encrypted with another key. `token`: not our verification
 * token. `app`: meant for another application. `stale`: too old, or of a time to come.
 */
export type Refusal =
  | 'no-keys'
  | BodyFault
  | 'malformed'
  | 'plaintext'
  | 'unsigned'
  | 'signature'
  | 'undecipherable'
  | 'token'
  | 'app'
  | 'stale';

export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An envelope of either version in the shape of the second; undefined for anything else (feishu.md 2.4). */
export function envelopeOf(body: unknown): EventEnvelope | undefined {
  if (!isJson(body)) return undefined;
  const { schema, event } = body;
  const header = isJson(body.header) ? body.header : headerOfFirst(body);
  if (!isJson(event) || !isHeader(header) || !isOptionalText(schema)) return undefined;
  return { schema, header, event };
}

/** v1 keeps the id outside and the type inside the event, and counts seconds with a fraction. */
function headerOfFirst({ uuid, token, ts, event }: Json): Json {
  if (!isJson(event)) return {};
  const { type, app_id, tenant_key } = event;
  const create_time = ts === undefined ? undefined : String(Math.round(Number(ts) * 1000));
  return { event_id: uuid, event_type: type, create_time, token, app_id, tenant_key };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isOptionalText = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string';

const isHeader = (header: Json): header is Json & EventEnvelope['header'] =>
  isText(header.event_id) &&
  isText(header.event_type) &&
  isOptionalText(header.create_time) &&
  isOptionalText(header.token) &&
  isOptionalText(header.app_id) &&
  isOptionalText(header.tenant_key);

/**
 * The unit of `create_time` is not the same everywhere and shows in its length alone (feishu.md 2.4): ms in 13 digits,
 * µs in 16. NaN for anything else.
 */
export function sentAt(createTime: string): number {
  if (!/^(\d{13}|\d{16})$/.test(createTime)) return Number.NaN;
  return createTime.length === 13 ? Number(createTime) : Number(createTime) / 1000;
}

/** A click waits for what we answer; it is never brought again (feishu.md 2.5). Everything else is an event. */
export const isCallback = ({ header }: EventEnvelope): boolean => header.event_type === 'card.action.trigger';
