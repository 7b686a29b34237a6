import { z } from 'zod';
import { groupStatusRefused } from '../../../actions/component/component.ts';
import { Problem } from '../../../core/problem.ts';
import { type ComponentStatus, componentStatuses } from '../../../domain/component/status.ts';
import { contradiction, emptyAsNull, flag, maybe, oneOf, parsed, textField } from './fields.ts';

const refusal = (field: string, sentence: string) =>
  new Problem('invalid', sentence, { [field]: sentence });

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && String(value) !== '';

const OfGroup = z.object({
  group: maybe(flag('group')),
  components: z.unknown().optional(),
  display: z.unknown().optional(),
});

/**
 * Refuses fields of groups at `/components`, where they would be ignored. What a client read and
 * sends back unchanged is accepted. `readIsGroup` is asked only where such a field is given.
 */
export async function assertNoGroupFields(
  value: unknown,
  readIsGroup: () => Promise<boolean>,
): Promise<void> {
  const { group, ...members } = parsed(OfGroup, value);
  const [field] = Object.entries(members).flatMap(([name, one]) => (isGiven(one) ? [name] : []));
  if (group === undefined && field === undefined) return;
  const isGroup = await readIsGroup();
  if (group !== undefined && group !== isGroup)
    throw refusal(
      'group',
      isGroup ? 'A group can’t become a component.' : 'Create groups at component-groups.',
    );
  if (field)
    throw refusal(
      field,
      isGroup
        ? `Send ${field} of a group to component-groups.`
        : `A component has no ${field}: only groups do.`,
    );
}

const OfComponent = z.object({
  status: emptyAsNull(oneOf('status', componentStatuses)).optional(),
  group_id: emptyAsNull(textField('group_id')).optional(),
  group_name: emptyAsNull(textField('group_name')).optional(),
});

/** The same at `/component-groups`. `readStatus` gives the status that follows from the members. */
export async function assertGroupFields(
  value: unknown,
  readStatus: () => Promise<ComponentStatus>,
): Promise<void> {
  const { status, group_id, group_name } = parsed(OfComponent, value);
  if (group_id || group_name?.trim()) throw refusal('group_id', 'Groups can’t be nested.');
  if (status && status !== (await readStatus())) throw groupStatusRefused();
}

/** Refuses two different groups in one request; `nameOf` gives the name of the group with this ID. */
export async function assertOneGroup(
  value: unknown,
  nameOf: (groupId: string) => Promise<string | undefined>,
): Promise<void> {
  const { group_id, group_name } = parsed(OfComponent.omit({ status: true }), value);
  const called = group_name?.trim().toLowerCase();
  if (group_id && called && (await nameOf(group_id))?.toLowerCase() !== called)
    throw contradiction('group_id and group_name are two groups. Send one of them.');
}
