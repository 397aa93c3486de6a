/**
 * The platform's refusals (feishu.md 4.6 unless another section is named): code -> HTTP status and words. Where the
 * document gives no words, ours say the same in English, as the platform's do.
 */
export const CODES = {
  9499: [400, 'Bad Request'],
  10015: [200, 'app secret invalid'],
  10014: [200, 'app has been disabled'],
  11310: [400, 'card content error'],
  99991400: [429, 'request trigger frequency limit'],
  99991401: [400, 'ip is not in the allow list'],
  99991403: [400, 'the monthly quota of the tenant is used up'],
  99991661: [400, 'Missing access token for authorization'],
  99991663: [
    400,
    'Invalid access token for authorization. Please make a test attempt with the correct token.',
  ],
  99991671: [400, 'Invalid access token format, must start with t- or u-'],
  99991672: [400, 'Access denied. One of the following scopes is required'],
  99991673: [400, 'app is not available to this tenant'],
  99992351: [400, 'open_id is invalid: not existing'],
  99992354: [400, 'message_id is invalid'],
  99992361: [400, 'open_id cross app'],
  99992364: [400, 'user id cross tenant'],
  99992402: [400, 'field validation failed'],
  230001: [400, 'Your request contains an invalid request parameter'],
  230002: [400, 'Bot/User can NOT be out of the chat.'],
  230006: [400, 'Bot ability is not activated.'],
  230011: [400, 'The message was withdrawn.'],
  230012: [400, 'Operation is not permitted: NOT the message of this app.'],
  230013: [400, 'Bot has NO availability to this user.'],
  230017: [400, 'Bot is NOT the owner of the resource.'],
  230018: [400, 'These operations are NOT allowed at current group settings.'],
  230020: [400, 'This operation triggers the frequency limit.'],
  230022: [400, 'The content of the message contains sensitive information.'],
  230023: [400, 'Too many unread urgent messages of the user.'],
  230024: [400, 'Reach the upper limit of urgent messages of the tenant.'],
  230025: [400, 'The length of the message content reaches its limit.'],
  230027: [400, 'Lack of necessary permissions.'],
  230029: [400, 'User has resigned.'],
  230031: [400, 'The message exceeds the time limit of 14 days for updating.'],
  230033: [400, 'Messages older than 7 days can NOT be queried.'],
  230034: [400, 'The receive_id is invalid.'],
  230049: [400, 'The message is being sent.'],
  230050: [400, 'The message is invisible to the operator.'],
  230052: [400, 'The group restricts urgent messages.'],
  230053: [400, 'The user has stopped the bot from sending messages.'],
  230054: [400, 'This message type is not supported here.'],
  230055: [400, 'The type of file upload does NOT match the type of message being sent.'],
  230071: [400, 'This message may not be edited.'],
  230072: [400, 'The message was edited too many times.'],
  230099: [400, 'Failed to create card content'],
  230110: [400, 'The message has been deleted.'],
  // 4.1: reactions and pins
  231001: [400, 'reaction type is invalid.'],
  231003: [400, 'The message is not found or is recalled.'],
  231007: [400, 'Only the operator of a reaction can remove it.'],
  231010: [400, 'The reaction does not exist.'],
  232009: [400, 'The chat has been dissolved.'],
  // 6.3
  232024: [400, 'Users do not have the visibility of the app.'],
  232096: [500, 'Meta writing has stopped.'],
  // 4.5
  234001: [400, 'Invalid request param.'],
  234006: [400, 'The file size exceed the max value.'],
  234007: [400, 'App does not enable bot feature.'],
  234008: [400, 'The app is not the resource sender.'],
  234010: [400, "File's size can't be 0."],
  234011: [400, "Can't recognize the image format."],
  // 5.10
  200740: [400, 'The card entity does not exist.'],
  200750: [400, 'The card entity has expired.'],
  200770: [400, 'The uuid was used for another change.'],
  300301: [400, 'The element_id is not unique.'],
  300309: [400, 'Streaming mode is closed.'],
  300310: [400, 'The element holds no text.'],
  300313: [400, 'The element does not exist.'],
  300317: [400, 'The sequence is not greater than the last one.'],
  // 4.3
  11203: [200, 'content is wrong'],
  // 3.6
  10002: [400, 'card content is wrong'],
  100030: [400, 'the card is not JSON'],
  200000: [400, 'the message was withdrawn'],
  200310: [400, 'the card belongs to another app'],
  200320: [400, 'open_ids are for non-shared cards of JSON 1.0'],
  300020: [400, 'the token has a wrong format'],
  300030: [400, 'the token has expired'],
  300040: [400, 'the token was used too often'],
  // 6.4: the token endpoint says no with 400, the one that tells the person with 200
  20001: [400, 'The request is missing a required parameter.'],
  20002: [400, 'The client secret is invalid.'],
  20003: [400, 'The authorization code is not found.'],
  20004: [400, 'The authorization code has expired.'],
  20005: [200, 'The user access token passed is invalid.'],
  20010: [400, 'The user does not have permission to use this app.'],
  20021: [200, 'User resigned.'],
  20022: [200, 'User frozen.'],
  20024: [400, 'The authorization code is of another app.'],
  20049: [400, 'PKCE code challenge failed.'],
  20050: [500, 'An unexpected server error occurred.'],
  20063: [400, 'The request is missing a required parameter.'],
  20065: [400, 'The authorization code has been used.'],
  20066: [400, 'The user status is invalid.'],
  20071: [400, 'The redirect uri does not match the one of the authorization request.'],
  20072: [503, 'The server is temporarily unavailable.'],
  // generic faults on command
  1500: [500, 'internal error'],
  2200: [500, 'internal error'],
  5000: [500, 'internal error'],
} as const satisfies Record<number, readonly [status: number, words: string]>;
export type Code = keyof typeof CODES;

/** A refusal of the platform. `more` is appended to the documented words. */
export class Refusal extends Error {
  readonly code: Code;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: Code,
    more = '',
    options: { headers?: Record<string, string>; extra?: Record<string, unknown>; status?: number } = {},
  ) {
    const [status, words] = CODES[code];
    super(more === '' ? words : `${words}, ext=${more}`);
    this.name = 'Refusal';
    this.code = code;
    this.status = options.status ?? status;
    this.headers = options.headers ?? {};
    this.extra = options.extra ?? {};
  }
}

/** What a card breaks: the sub-code inside 230099 (4.6), the words, and where. */
export interface CardFault {
  code: number;
  message: string;
  path: string;
}

export const refuseCard = (fault: CardFault): Refusal =>
  new Refusal(230099, `ErrCode: ${fault.code}; ErrMsg: ${fault.message}; ErrPath: ${fault.path}; `);
