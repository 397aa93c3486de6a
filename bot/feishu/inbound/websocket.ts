import { EventDispatcher, LoggerLevel, WSClient } from '@larksuiteoapi/node-sdk';
import { AppError } from '../../../models/rules/errors.ts';
import type { FeishuConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import { envelopeOf } from './envelope.ts';
import { answerEnvelope, type Intake, objectionTo } from './intake.ts';
import { sdkLogger, type SdkLogger } from '../api/sdk-log.ts';

export interface ConnectionTiming {
  /** How long a handshake may take. */
  handshakeMs: number;
  /**
   * How long after a ping the line must have brought something. The SDK winds this watchdog up anew with every ping, so
   * it finds a dead line only when it is shorter than the interval between pings; an answer takes one way there and back.
   */
  pongMs: number;
  /** After the SDK has given up for good, when it is started anew. */
  reviveMs: number;
  /** After an answer was handed to the SDK, when it has surely gone out: nothing tells. */
  ackMs: number;
}

/**
 * The platform asks for a ping every 120 s unless it says otherwise (feishu.md 1.11): a dead line is found within
 * 130 s. Only an interval of 10 s or less would blind the watchdog.
 */
const TIMING: ConnectionTiming = { handshakeMs: 15_000, pongMs: 10_000, reviveMs: 60_000, ackMs: 200 };

export interface ConnectionStatus {
  state: 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'failed';
  /** Attempts since the line was lost. */
  attempts: number;
  /** Why the platform does not let us in, in the SDK's words. */
  problem?: string;
}

/**
 * The long connection (feishu.md 1.11): events and clicks without a public address. Authenticated when it is made, so
 * nothing is signed or encrypted. The platform gives each event to one of the app's connections at random.
 */
export class LongConnection {
  readonly #intake: Intake;
  readonly #client: WSClient;
  readonly #dispatcher: EventDispatcher;
  readonly #log: Log;
  readonly #timing: ConnectionTiming;
  readonly #underWay = new Set<Promise<void>>();
  #stopping = false;
  #problem: string | undefined;
  #revival: NodeJS.Timeout | undefined;

  constructor(
    intake: Intake,
    feishu: Pick<FeishuConfig, 'appSecret' | 'baseUrl'>,
    log: Log,
    timing: Partial<ConnectionTiming> = {},
  ) {
    this.#intake = intake;
    this.#log = log;
    this.#timing = { ...TIMING, ...timing };
    const logger = sdkLogger(log);
    this.#dispatcher = new WholeEnvelopes(logger, (payload) => this.#receive(payload));
    const connected = () => {
      this.#problem = undefined;
      log.info('飞书长连接已连通');
    };
    this.#client = new WSClient({
      appId: intake.appId,
      appSecret: feishu.appSecret,
      domain: feishu.baseUrl,
      logger,
      loggerLevel: LoggerLevel.info,
      handshakeTimeoutMs: this.#timing.handshakeMs,
      wsConfig: { pingTimeout: this.#timing.pongMs / 1000 },
      onReady: connected,
      onReconnected: connected,
      onReconnecting: () => log.warn('飞书长连接断开，正在重连'),
      onError: (error) => this.#gaveUp(error),
    });
  }

  /**
   * Begins to connect, and goes on until `stop`: a platform that cannot be reached does not keep the service from
   * starting. Its state is in `status`.
   * @throws AppError INVALID for an app id that the SDK would silently refuse (feishu.md 1.11)
   */
  async start(): Promise<void> {
    const { appId } = this.#intake;
    if (!/^cli_[0-9a-fA-F]{16}$/.test(appId)) {
      throw new AppError(
        'INVALID',
        `FEISHU_APP_ID：长连接方式要求 cli_ 加 16 位十六进制数字，现为“${appId}”，请到开放平台“凭证与基础信息”页核对`,
      );
    }
    this.#stopping = false;
    await this.#client.start({ eventDispatcher: this.#dispatcher });
  }

  /** Takes no more, waits for what is under way and its answers, lets go. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#revival);
    await Promise.all(this.#underWay);
    // Without force the process would wait up to 30 s for a partner that may be gone.
    this.#client.close({ force: true });
  }

  status(): ConnectionStatus {
    const { state, reconnectAttempts } = this.#client.getConnectionStatus();
    return { state, attempts: reconnectAttempts, ...(this.#problem ? { problem: this.#problem } : {}) };
  }

  /** Of the platform's refusals the SDK tries one again and ends for ever at all others, a busy moment among them. */
  #gaveUp(error: Error): void {
    this.#problem = error.message;
    this.#log.error({ problem: error.message }, '飞书拒绝长连接，稍后再试');
    if (this.#stopping) return;
    this.#revival = setTimeout(
      () => void this.#client.start({ eventDispatcher: this.#dispatcher }),
      this.#timing.reviveMs,
    );
  }

  /** @throws Error for what is to come again: the SDK answers 500 then (feishu.md 1.11) */
  async #receive(payload: unknown): Promise<object> {
    if (this.#stopping) throw new Error('stopping');
    const envelope = envelopeOf(payload);
    const objection = envelope ? objectionTo(envelope, this.#intake) : 'malformed';
    if (!envelope || objection) {
      this.#intake.onRefused(objection ?? 'malformed');
      throw new Error(`refused: ${objection}`);
    }
    this.#intake.onGenuine(envelope.header.event_type);
    const { answered, leave } = this.#departure();
    try {
      const answer = await answerEnvelope(envelope, answered, this.#intake);
      if (!answer) throw new Error('not handled');
      return answer;
    } finally {
      leave();
    }
  }

  /** An answer on its way: `leave` when it is handed to the SDK. */
  #departure(): { answered: Promise<void>; leave: () => void } {
    let gone: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      gone = resolve;
    });
    this.#underWay.add(answered);
    const leave = () =>
      void setTimeout(() => {
        this.#underWay.delete(answered);
        gone();
      }, this.#timing.ackMs);
    return { answered, leave };
  }
}

/** Stands in for the SDK's dispatcher, which takes envelopes apart and drops half of them (feishu.md 1.8). */
class WholeEnvelopes extends EventDispatcher {
  readonly #receive: (payload: unknown) => Promise<object>;

  constructor(logger: SdkLogger, receive: (payload: unknown) => Promise<object>) {
    super({ logger, loggerLevel: LoggerLevel.warn });
    this.#receive = receive;
  }

  override invoke(payload: unknown): Promise<object> {
    return this.#receive(payload);
  }
}
