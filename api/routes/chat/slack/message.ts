import { shortened } from '../../../../templates/markdown/cut-text.ts';
import { slackSyntax } from '../../../notify/channels/slack/syntax.ts';

/** Slack's limits: characters of a section, and of the label of a button. */
const MAX_SECTION = 2900;
const MAX_OPTION = 60;

type Text = { type: 'mrkdwn'; text: string; verbatim: true };
export type ChatButton = {
  action: string;
  label: string;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
};
/** One entry of a field to choose from. */
export type ChatOption = { text: { type: 'plain_text'; text: string }; value: string };
/** A select field: a multi-select if `initial` is a list; nothing is selected if it is null. */
export type ChatSelect = {
  action: string;
  label: string;
  options: readonly ChatOption[];
  initial: ChatOption | readonly ChatOption[] | null;
};
export type ChatBlock = { type: string; text?: Text; elements?: object[]; block_id?: string };

/** An answer in Slack: to the person alone, unless it is for the channel. */
export type ChatReply = {
  text: string;
  blocks?: ChatBlock[];
  isForChannel?: boolean;
  /** Replaces the message with the button. */
  replaces?: boolean;
};

export const { literal, bold, link } = slackSyntax;

export const linkTo = (url: string, label: string): string => link(url, literal(label));

const mrkdwn = (text: string): Text => ({
  ...{ type: 'mrkdwn', verbatim: true },
  text: text.length > MAX_SECTION ? `${text.slice(0, MAX_SECTION - 1).toWellFormed()}…` : text,
});

/** `text` is in Slack's markup. */
export const section = (text: string): ChatBlock => ({ type: 'section', text: mrkdwn(text) });

export const context = (...texts: string[]): ChatBlock => ({
  type: 'context',
  elements: texts.filter(Boolean).map(mrkdwn),
});

export const buttons = (given: readonly ChatButton[]): ChatBlock => ({
  type: 'actions',
  elements: given.map(({ action, label, value, url, style }) => ({
    ...{ type: 'button', action_id: action, text: { type: 'plain_text', text: label } },
    ...(value === undefined ? {} : { value }),
    ...(url === undefined ? {} : { url }),
    ...(style ? { style } : {}),
  })),
});

export const option = (value: string, label: string): ChatOption => ({
  text: { type: 'plain_text', text: shortened(label, MAX_OPTION) },
  value,
});

/** Fields to choose from; `id` comes back with each choice. */
export const choices = (id: string, given: readonly ChatSelect[]): ChatBlock => ({
  ...{ type: 'actions', block_id: id },
  elements: given.map(({ action, label, options, initial }) => ({
    ...{ action_id: action, placeholder: { type: 'plain_text', text: label }, options },
    ...(initial === null
      ? { type: 'static_select' }
      : 'value' in initial
        ? { type: 'static_select', initial_option: initial }
        : {
            type: 'multi_static_select',
            ...(initial.length > 0 ? { initial_options: initial } : {}),
          }),
  })),
});

/** Lines of a text as a quotation, cut where they are too long. */
export function quoted(text: string, most = 2000): string {
  const cut = text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
  return cut
    .split('\n')
    .map((line) => `> ${literal(line)}`)
    .join('\n');
}

/** A sentence that was written for a plain page. */
export const plainReply = (text: string): ChatReply => ({ text: literal(text) });
