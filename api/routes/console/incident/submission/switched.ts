import { keysIn } from '../../../../domain/draft/dismissal.ts';
import { BLANK } from '../../../../domain/template/blank.ts';
import { text, type Values } from '../../../../http/form.ts';

/**
 * The form after `do=state:identified` or `do=template:ID`: another state or template with everything
 * that was typed. Templates belong to one state; “Blank” exists in each.
 */
export function withSwitched(values: Values): Values {
  const [, what, to = ''] = /^(state|template):(\w+)$/.exec(text(values, 'do')) ?? [];
  if (what === undefined) return values;
  if (what === 'template') return { ...values, template: to, do: 'switch' };
  const isBlank = text(values, 'template') === BLANK;
  return { ...values, state: to, template: isBlank ? BLANK : '', do: 'switch' };
}

/** The form after `do=dismiss:KEY` of a warning; `dismiss:` shows all of them again. */
export function withDismissed(values: Values): Values {
  const [button, key = ''] = /^dismiss:([\w.-]*)$/.exec(text(values, 'do')) ?? [];
  if (button === undefined) return values;
  const keys = key === '' ? [] : [...new Set([...keysIn(text(values, 'dismissed')), key])];
  return { ...values, dismissed: keys.join(' '), do: 'check' };
}
