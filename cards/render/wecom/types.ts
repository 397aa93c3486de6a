/**
 * WeCom app messages as far as this service uses them (wecom.md 4.1, 4.3). Every type is closed: what is not written
 * here does not compile, and which field goes with which card is told by the types.
 */
export type WecomMessage = CardMessage | MarkdownMessage | TextMessage;

export interface CardMessage {
  msgtype: 'template_card';
  template_card: TemplateCard;
}
export interface MarkdownMessage {
  msgtype: 'markdown';
  markdown: { content: string };
}
export interface TextMessage {
  msgtype: 'text';
  text: { content: string };
}

export type TemplateCard = TextNotice | ButtonInteraction | VoteInteraction | MultipleInteraction;

/** Something to read, with pages to go to. Its card_action is mandatory (errcode 42045). */
export interface TextNotice {
  card_type: 'text_notice';
  source: Source;
  main_title: MainTitle;
  sub_title_text?: string;
  horizontal_content_list?: readonly Row[];
  jump_list?: readonly Jump[];
  card_action: OpenPage;
}

/** Something to press. */
export interface ButtonInteraction {
  card_type: 'button_interaction';
  source: Source;
  main_title: MainTitle;
  sub_title_text?: string;
  horizontal_content_list?: readonly Row[];
  card_action: OpenPage;
  button_list: readonly CardButton[];
  task_id: string;
}

/** One question whose answers lie open. */
export interface VoteInteraction {
  card_type: 'vote_interaction';
  source: Source;
  main_title: MainTitle;
  checkbox: {
    question_key: string;
    /** 0 one answer, 1 several. */
    mode: 0 | 1;
    option_list: readonly (WecomOption & { is_checked: boolean })[];
  };
  submit_button: { text: string; key: string };
  task_id: string;
}

/** Up to three questions with a dropdown each. */
export interface MultipleInteraction {
  card_type: 'multiple_interaction';
  source: Source;
  main_title: MainTitle;
  select_list: readonly Select[];
  submit_button: { text: string; key: string };
  task_id: string;
}

export interface Source {
  desc: string;
  /** 0 grey, 1 black, 2 red, 3 green. */
  desc_color: 0 | 1 | 2 | 3;
}
export interface MainTitle {
  title: string;
  desc?: string;
}
export type Row =
  | { keyname: string; value: string }
  | { type: 1; keyname: string; value: string; url: string };
export interface Jump {
  type: 1;
  title: string;
  url: string;
}
export interface OpenPage {
  type: 1;
  url: string;
}
/** 1 emphasised, 2 secondary, 3 neutral, 4 negative. */
export type ButtonStyle = 1 | 2 | 3 | 4;
export type CardButton =
  | { type: 0; text: string; style: ButtonStyle; key: string }
  | { type: 1; text: string; style: ButtonStyle; url: string };
export interface WecomOption {
  id: string;
  text: string;
}
export interface Select {
  question_key: string;
  title: string;
  /** Always written: without it the first option counts as chosen. */
  selected_id: string;
  option_list: readonly WecomOption[];
}
