import { z } from 'zod';
import { type GroupName, GroupPatch, NewGroup } from '../../../actions/component/group.ts';
import { ComponentPatch, NewComponent } from '../../../actions/component/input.ts';
import { type ApiName, detailFields } from '../../../domain/component/details.ts';
import { groupDisplays } from '../../../domain/component/group-display.ts';
import { componentStatuses } from '../../../domain/component/status.ts';
import {
  dateOrNull,
  emptyAsNull,
  flag,
  idList,
  maybe,
  oneOf,
  parsed,
  textField,
} from './fields.ts';

/** Why the texts are published although preflight stops them. */
const preflight_override = maybe(textField('preflight_override'));

const fieldParsers = {
  flag: (name: string) => maybe(flag(name)),
  date: dateOrNull,
  text: (name: string) => emptyAsNull(textField(name)).optional(),
};
const details = Object.fromEntries<z.ZodType>(
  detailFields.map(({ apiName, kind }) => [apiName, fieldParsers[kind](apiName)]),
) as Record<ApiName, z.ZodType>;

/** Fields of a component. `group_name` is ours: a group by name, created if there is none. */
export const componentFields = z.object({
  name: maybe(textField('name')),
  /** Statuspage's own clients send an empty status, which changes nothing. */
  status: emptyAsNull(oneOf('status', componentStatuses)).optional(),
  group_id: emptyAsNull(textField('group_id')).optional(),
  group_name: emptyAsNull(
    textField('group_name').max(255, 'A name can have at most 255 characters.'),
  ).optional(),
  ...details,
  /** Ours, and never public: a member or any name. */
  owner: emptyAsNull(textField('owner')).optional(),
  preflight_override,
});

export const listQuery = z.object({ archived: maybe(flag('archived')) });

const fields = componentFields.transform((request) => ({
  name: request.name,
  status: request.status ?? undefined,
  groupId: request.group_id,
  ...Object.fromEntries(detailFields.map(({ name, apiName }) => [name, request[apiName]])),
  owner: request.owner,
  override: request.preflight_override,
}));

const assertNamed = (request: { name?: string | undefined }, ctx: z.RefinementCtx): void => {
  if (!request.name?.trim())
    ctx.addIssue({ code: 'custom', path: ['name'], message: "Name can't be blank" });
};

export const newComponent = (value: unknown): NewComponent =>
  parsed(NewComponent, parsed(fields.superRefine(assertNamed), value));
export const componentPatch = (value: unknown): ComponentPatch =>
  parsed(ComponentPatch, parsed(fields, value));

export const componentGroupFields = z.object({
  name: maybe(textField('name')),
  description: emptyAsNull(textField('description')).optional(),
  display: maybe(oneOf('display', groupDisplays)),
  components: maybe(idList('components')),
  owner: emptyAsNull(textField('owner')).optional(),
  preflight_override,
});
const groupFields = componentGroupFields.transform(
  ({ components: componentIds, display: groupDisplay, preflight_override: override, ...rest }) => ({
    ...rest,
    groupDisplay,
    componentIds,
    override,
  }),
);

export const newGroup = (value: unknown): NewGroup =>
  parsed(NewGroup, parsed(groupFields.superRefine(assertNamed), value));
export const groupPatch = (value: unknown): GroupPatch =>
  parsed(GroupPatch, parsed(groupFields, value));

/** The group by its name, when a request has no id. */
export function groupNameOf(value: unknown): GroupName | null {
  const { group_id, group_name, preflight_override: reason } = parsed(componentFields, value);
  const name = group_id ? '' : group_name?.trim();
  return name ? { name, override: reason?.trim() || null } : null;
}
