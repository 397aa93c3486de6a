import { attrs, escapeHtml, safeAddress } from './html-text.ts';
import type {
  ButtonInteraction,
  CardButton,
  MultipleInteraction,
  Row,
  TemplateCard,
  TextNotice,
  VoteInteraction,
  WecomMessage,
} from './wecom/types.ts';

/**
 * A WeCom message as the client would show it, read from its JSON and from nothing else. Buttons carry what they would
 * send, and send nothing.
 */
export function wecomHtml(message: WecomMessage): string {
  switch (message.msgtype) {
    case 'template_card':
      return cardHtml(message.template_card);
    case 'markdown':
      return `<div class="wc-bubble">${markdownHtml(message.markdown.content)}</div>`;
    case 'text':
      return `<div class="wc-bubble">${textHtml(message.text.content)}</div>`;
  }
}

type Renderers = {
  [Type in TemplateCard['card_type']]: (card: Extract<TemplateCard, { card_type: Type }>) => string;
};

const BODIES: Renderers = {
  text_notice: noticeHtml,
  button_interaction: buttonsHtml,
  vote_interaction: voteHtml,
  multiple_interaction: selectsHtml,
};

function cardHtml(card: TemplateCard): string {
  const { source, main_title: head } = card;
  // The table pairs each type with its own renderer; the compiler cannot carry that pairing through the lookup.
  const body = BODIES[card.card_type] as (card: TemplateCard) => string;
  return (
    `<article${attrs({ class: 'wc-card', 'aria-label': head.title })}>` +
    `<p class="wc-source wc-colour-${source.desc_color}">${escapeHtml(source.desc)}</p>` +
    `<h3 class="wc-title">${escapeHtml(head.title)}</h3>${paragraph('wc-desc', head.desc)}${body(card)}</article>`
  );
}

const paragraph = (className: string, text: string | undefined): string =>
  text === undefined ? '' : `<p class="${className}">${escapeHtml(text)}</p>`;

function contentHtml(card: TextNotice | ButtonInteraction): string {
  const rows = (card.horizontal_content_list ?? []).map(rowHtml).join('');
  return `${paragraph('wc-sub', card.sub_title_text)}${rows === '' ? '' : `<dl class="wc-rows">${rows}</dl>`}`;
}

function rowHtml(row: Row): string {
  const value = 'url' in row ? linkHtml(row.url, escapeHtml(row.value)) : escapeHtml(row.value);
  return `<div class="wc-row"><dt>${escapeHtml(row.keyname)}</dt><dd>${value}</dd></div>`;
}

/** @param inner made here, or escaped */
const linkHtml = (url: string, inner: string, className?: string): string =>
  `<a${attrs({ class: className, href: safeAddress(url), target: '_blank', rel: 'noreferrer' })}>${inner}</a>`;

function noticeHtml(card: TextNotice): string {
  const jumps = (card.jump_list ?? []).map(({ title, url }) => linkHtml(url, escapeHtml(title), 'wc-jump'));
  return contentHtml(card) + jumps.join('') + linkHtml(card.card_action.url, '查看详情', 'wc-jump');
}

function buttonsHtml(card: ButtonInteraction): string {
  return `${contentHtml(card)}<div class="wc-buttons">${card.button_list.map(buttonHtml).join('')}</div>`;
}

function buttonHtml(button: CardButton): string {
  const className = `wc-button wc-style-${button.style}`;
  const text = escapeHtml(button.text);
  if (button.type === 1) return linkHtml(button.url, text, className);
  return `<button${attrs({ type: 'button', class: className, 'data-callback': button.key })}>${text}</button>`;
}

const submitHtml = ({ text, key }: VoteInteraction['submit_button']): string =>
  `<div class="wc-buttons">${buttonHtml({ type: 0, text, style: 1, key })}</div>`;

function voteHtml({ checkbox, submit_button: submit }: VoteInteraction): string {
  const type = checkbox.mode === 1 ? 'checkbox' : 'radio';
  const boxes = checkbox.option_list.map(({ id, text, is_checked: isChecked }) => {
    const box = { type, name: checkbox.question_key, value: id, checked: isChecked ? '' : undefined };
    return `<label class="wc-option"><input${attrs(box)}>${escapeHtml(text)}</label>`;
  });
  return boxes.join('') + submitHtml(submit);
}

function selectsHtml({ select_list: selects, submit_button: submit }: MultipleInteraction): string {
  const fields = selects.map(({ question_key: name, title, selected_id: chosen, option_list: options }) => {
    const list = options.map(({ id, text }) => {
      const given = { value: id, selected: id === chosen ? '' : undefined };
      return `<option${attrs(given)}>${escapeHtml(text)}</option>`;
    });
    return `<label class="wc-select"><span>${escapeHtml(title)}</span><select${attrs({ name })}>${list.join('')}</select></label>`;
  });
  return fields.join('') + submitHtml(submit);
}

/** The subset that app messages know (wecom.md 4.1). */
const MARKUP =
  /\*\*(?<bold>[^*\n]+)\*\*|<font color="(?<colour>info|comment|warning)">(?<toned>.*?)<\/font>|\[(?<label>[^[\]]*)\]\((?<url>[^()\s]*)\)|`(?<code>[^`\n]+)`/g;

const markdownHtml = (content: string): string => content.split('\n').map(lineHtml).join('');

function lineHtml(line: string): string {
  const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return `<p class="wc-heading">${inlineHtml(heading)}</p>`;
  const quote = /^> ?(.*)$/.exec(line)?.[1];
  if (quote !== undefined) return `<blockquote>${inlineHtml(quote)}</blockquote>`;
  return `<p>${inlineHtml(line)}</p>`;
}

function inlineHtml(text: string): string {
  let html = '';
  let from = 0;
  for (const match of text.matchAll(MARKUP)) {
    html += escapeHtml(text.slice(from, match.index)) + markHtml(match.groups ?? {});
    from = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(from));
}

function markHtml({ bold, colour, toned, label, url, code }: Readonly<Record<string, string>>): string {
  if (bold !== undefined) return `<strong>${escapeHtml(bold)}</strong>`;
  if (toned !== undefined) return `<span class="wc-${colour}">${inlineHtml(toned)}</span>`;
  if (label !== undefined) return linkHtml(url ?? '', inlineHtml(label));
  return `<code>${escapeHtml(code ?? '')}</code>`;
}

/** Text knows line breaks and links. */
function textHtml(content: string): string {
  return content
    .split(/(<a href="[^"]*">[^<]*<\/a>)/)
    .map((part) => {
      const link = /^<a href="([^"]*)">([^<]*)<\/a>$/.exec(part);
      return link ? linkHtml(link[1] ?? '', escapeHtml(link[2] ?? '')) : escapeHtml(part);
    })
    .join('')
    .replaceAll('\n', '<br>');
}
