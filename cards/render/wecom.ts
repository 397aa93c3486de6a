import type { Block, Card } from '../card.ts';
import { CARDS_MOST, WECOM } from './limits.ts';
import { wholePage } from './overflow.ts';
import { addressOf } from './text.ts';
import { layoutOf, type Layout, type LayoutOptions } from './wecom/layout.ts';
import { proseMessages, type MessageOptions, type ProseKind, type ProseMessage } from './wecom/messages.ts';
import { questionOf } from './wecom/questions.ts';
import { sourceOf, taskIdOf, templateOf } from './wecom/template.ts';
import type { CardMessage, TemplateCard, WecomMessage } from './wecom/types.ts';

export interface WecomOptions {
  /** Where people reach the service; pages become addresses under it. */
  publicUrl: string;
  /** The page on which the whole card can be read and worked. Default: the page of its first table, else the home page. */
  page?: string;
  /**
   * Names this very card to the platform, unique in the app (wecom.md 4.3). Without one nothing can call back, as in
   * messages of a group robot (4.6): what could be pressed opens the page.
   */
  taskId?: string;
}

/**
 * A Card as one WeCom template card, for a message that is replaced in place: always within every limit. What a template
 * card has no place for is counted and linked. Never throws for what a card holds.
 */
export function wecomCard(card: Card, options: WecomOptions): CardMessage {
  const asked = askedOf(card, options);
  if (asked) return messageOf(asked);
  const layout = layoutOf(card, layoutOptions(card, options));
  return messageOf(noticeOf(card, options, layout, layout.rest));
}

/**
 * A Card as the messages it takes to show it: a template card and, where that has no place for tables, charts or long
 * texts, one markdown message with as much of them as it holds.
 */
export function wecomMessages(card: Card, options: WecomOptions): readonly [WecomMessage, ...WecomMessage[]] {
  const asked = askedOf(card, options);
  if (asked) return [messageOf(asked)];
  const layout = layoutOf(card, layoutOptions(card, options));
  const more = proseMessages(card, layout.rest, 'markdown', messageOptions(card, options, 1));
  const notice = noticeOf(card, options, layout, more.isBlank ? layout.rest : more.moved);
  return more.isBlank ? [messageOf(notice)] : [messageOf(notice), ...more.messages];
}

/**
 * A Card without a card: markdown for groups of an app, which take none (wecom.md 4.5), text for clients and private
 * deployments that know no markdown (4.1, 7.3). What can be pressed or filled in is on the page.
 */
export function wecomProse(
  card: Card,
  kind: ProseKind,
  options: WecomOptions,
): readonly [ProseMessage, ...ProseMessage[]] {
  const subtitle: Block[] = card.subtitle ? [{ kind: 'note', text: card.subtitle }] : [];
  const blocks = [...subtitle, ...card.blocks];
  return proseMessages(card, blocks, kind, messageOptions(card, options, CARDS_MOST)).messages;
}

const messageOf = (template_card: TemplateCard): CardMessage => ({ msgtype: 'template_card', template_card });

function askedOf(card: Card, options: WecomOptions): TemplateCard | undefined {
  const taskId = taskIdOf(options.taskId);
  return taskId === undefined ? undefined : questionOf(card, sourceOf(card), taskId);
}

const layoutOptions = (card: Card, options: WecomOptions): LayoutOptions => ({
  publicUrl: options.publicUrl,
  page: wholePage(card, options.page),
  whole: wholeUrl(card, options, WECOM.urlBytes),
  callsBack: taskIdOf(options.taskId) !== undefined,
});

/** @param missing what is told as not shown */
function noticeOf(
  card: Card,
  options: WecomOptions,
  layout: Layout,
  missing: readonly Block[],
): TemplateCard {
  return templateOf(card, layout, missing, {
    whole: wholeUrl(card, options, WECOM.urlBytes),
    taskId: taskIdOf(options.taskId),
  });
}

/** The longest address in a message of 2048 bytes; a longer one gives way to the home page. */
const PROSE_URL = 500;

const messageOptions = (card: Card, options: WecomOptions, most: number): MessageOptions => ({
  publicUrl: options.publicUrl,
  page: wholePage(card, options.page),
  whole: wholeUrl(card, options, PROSE_URL),
  most,
});

const wholeUrl = (card: Card, { publicUrl, page }: WecomOptions, most: number): string =>
  addressOf(wholePage(card, page), publicUrl, most) ?? publicUrl;
