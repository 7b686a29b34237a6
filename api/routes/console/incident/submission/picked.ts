import { ComponentStatus } from '../../../../domain/component/status.ts';
import { text, type Values } from '../../../../http/form.ts';

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
