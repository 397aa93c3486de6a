import type { Params } from '../../card.ts';
import type { ChartSpec } from '../vchart.ts';

/**
 * Feishu card JSON 2.0 as far as this service uses it (feishu.md 5). Feishu refuses a card with an unknown property,
 * so every type is closed: what is not written here does not compile. Which component may stand in which container
 * (5.3) is told by the types as well: `Inner` everywhere, tables and forms at the root only.
 */
export interface FeishuCard {
  schema: '2.0';
  config: CardConfig;
  header: CardHeader;
  body: { elements: readonly RootElement[] };
}

export interface CardConfig {
  /** Must be written in the old and the new card of an update (4.1). */
  update_multi: true;
  width_mode: 'default' | 'fill';
  summary: { content: string };
}

export interface CardHeader {
  title: PlainText;
  subtitle?: PlainText;
  template: Template;
}
export type Template = 'blue' | 'green' | 'orange' | 'red' | 'grey';

export interface PlainText {
  tag: 'plain_text';
  content: string;
}

/** What may stand in every container. */
export type Inner =
  | MarkdownElement
  | DivElement
  | HrElement
  | ImgElement
  | ChartElement
  | ButtonElement
  | SelectElement
  | ColumnSetElement
  | PanelElement;
export type RootElement = Inner | TableElement | FormElement;
export type FormChild = Inner | FieldElement | SubmitElement;

export interface MarkdownElement {
  tag: 'markdown';
  content: string;
  text_size?: TextSize;
}
export interface DivElement {
  tag: 'div';
  text: PlainText & { text_size?: TextSize; text_color?: 'grey' };
}
export type TextSize = 'heading' | 'normal' | 'notation';
export interface HrElement {
  tag: 'hr';
}
export interface ImgElement {
  tag: 'img';
  img_key: string;
  alt: PlainText;
}
export interface ChartElement {
  tag: 'chart';
  chart_spec: ChartSpec;
  height: `${number}px`;
}

/** What comes back with a click. An index signature would let anything in: it is exactly an action. */
export interface CallbackValue {
  action: string;
  params: Params;
}
export interface Callback {
  type: 'callback';
  value: CallbackValue;
}
/** A select's own value says which row was picked; its behaviour only says that it is a pick. */
export interface PickCallback {
  type: 'callback';
  value: { pick: true };
}
export interface OpenUrl {
  type: 'open_url';
  default_url: string;
}
export interface Confirm {
  title: PlainText;
  text: PlainText;
}
export interface ButtonElement {
  tag: 'button';
  text: PlainText;
  type: 'default' | 'primary' | 'danger';
  behaviors: readonly (Callback | OpenUrl)[];
  confirm?: Confirm;
}
export interface SubmitElement {
  tag: 'button';
  name: string;
  form_action_type: 'submit';
  text: PlainText;
  type: 'primary_filled' | 'danger_filled';
  behaviors: readonly Callback[];
  confirm?: Confirm;
}
export interface FeishuOption {
  text: PlainText;
  value: string;
}
/** A select outside a form: it calls back as soon as something is picked. */
export interface SelectElement {
  tag: 'select_static';
  placeholder: PlainText;
  options: readonly FeishuOption[];
  width: 'fill';
  behaviors: readonly PickCallback[];
}

export interface ColumnSetElement {
  tag: 'column_set';
  flex_mode: 'flow' | 'bisect' | 'none';
  horizontal_spacing: 'small' | 'medium';
  columns: readonly ColumnElement[];
}
export interface ColumnElement {
  tag: 'column';
  width: 'auto' | 'weighted';
  weight?: 1;
  elements: readonly Inner[];
}
export interface PanelElement {
  tag: 'collapsible_panel';
  expanded: boolean;
  header: { title: PlainText };
  border: { color: 'grey'; corner_radius: '5px' };
  elements: readonly Inner[];
}

export interface FormElement {
  tag: 'form';
  name: string;
  elements: readonly FormChild[];
}
export type FieldElement =
  | InputElement
  | FormSelectElement
  | MultiSelectElement
  | DatePickerElement
  | CheckerElement;
interface Field {
  /** Unique across the whole card (5.2). */
  name: string;
}
export interface InputElement extends Field {
  tag: 'input';
  label: PlainText;
  label_position: 'top';
  input_type: 'text' | 'multiline_text';
  rows?: number;
  required: boolean;
  width: 'fill';
  max_length: number;
  placeholder?: PlainText;
  default_value?: string;
}
export interface FormSelectElement extends Field {
  tag: 'select_static';
  required: boolean;
  width: 'fill';
  placeholder: PlainText;
  options: readonly FeishuOption[];
  initial_option?: string;
}
export interface MultiSelectElement extends Field {
  tag: 'multi_select_static';
  /** Written always: the platform's own default is true (5.7). */
  required: boolean;
  width: 'fill';
  placeholder: PlainText;
  options: readonly FeishuOption[];
  selected_values?: readonly string[];
}
export interface DatePickerElement extends Field {
  tag: 'date_picker';
  required: boolean;
  width: 'fill';
  placeholder: PlainText;
  initial_date?: string;
}
export interface CheckerElement extends Field {
  tag: 'checker';
  checked: boolean;
  text: PlainText;
}

export interface TableElement {
  tag: 'table';
  page_size: number;
  row_height: 'low' | 'middle' | 'high';
  freeze_first_column: boolean;
  header_style: { background_style: 'grey'; bold: true; text_align: 'left'; lines: 1 | 2 };
  columns: readonly TableColumn[];
  rows: readonly Readonly<Record<string, string>>[];
}
export interface TableColumn {
  name: string;
  display_name: string;
  data_type: 'text' | 'lark_md';
  horizontal_align: 'left' | 'right' | 'center';
  width: 'auto';
}
