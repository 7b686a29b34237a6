import { ComponentStatus } from '../../../../domain/component/status.ts';
import { keysIn } from '../../../../domain/draft/dismissal.ts';
import { BLANK } from '../../../../domain/template/blank.ts';
import { text, type Values } from '../../../../http/form.ts';

/** The form as its script would have submitted it, whichever button was pressed. */
export const normalized = (values: Values): Values =>
  withDismissed(withSwitched(withPicked(values)));

/**
 * The form as its script would have submitted it: components ticked in the list (`pick`) have their
 * status as `c.ID`, and the box of a group stands for its members.
 */
export function withPicked(values: Values): Values {
  const { pick, pickStatus: _, ...rest } = values;
  const status = ComponentStatus.safeParse(text(values, 'pickStatus')).data;
  const statuses = status ? idsIn(pick).map((id) => [`c.${id}`, status]) : [];
  const form: Values = { ...rest, ...Object.fromEntries(statuses) };
  const isGroup = String(form.components ?? '').includes(' ');
  return isGroup ? { ...form, components: idsIn(form.components) } : form;
}

/** The box of a group has the ids of its members as its value, separated by spaces. */
const idsIn = (boxes: Values[string] | undefined): string[] => [
  ...new Set([boxes ?? []].flat().flatMap((ids) => ids.split(' ').filter(Boolean))),
];

/**
 * The form after `do=state:identified` or `do=template:ID`: another state or template with everything
 * that was typed. Templates belong to one state; “Blank” exists in each.
 */
function withSwitched(values: Values): Values {
  const [, what, to = ''] = /^(state|template):(\w+)$/.exec(text(values, 'do')) ?? [];
  if (what === undefined) return values;
  if (what === 'template') return { ...values, template: to, do: 'switch' };
  const isBlank = text(values, 'template') === BLANK;
  return { ...values, state: to, template: isBlank ? BLANK : '', do: 'switch' };
}

/** The form after `do=dismiss:KEY` of a warning; `dismiss:` shows all of them again. */
function withDismissed(values: Values): Values {
  const [button, key = ''] = /^dismiss:([\w.-]*)$/.exec(text(values, 'do')) ?? [];
  if (button === undefined) return values;
  const keys = key === '' ? [] : [...new Set([...keysIn(text(values, 'dismissed')), key])];
  return { ...values, dismissed: keys.join(' '), do: 'check' };
}
