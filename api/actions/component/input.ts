import { z } from 'zod';
import { ComponentDetails, ComponentDetailsPatch } from '../../domain/component/details.ts';
import { GroupDisplay } from '../../domain/component/group-display.ts';
import { OwnerText } from '../../domain/component/owner.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import { visible } from '../../domain/text/visible.ts';
import { Override } from '../incident/input.ts';

export const MAX_NAME_LENGTH = 255;
export const nameOf = (what: 'component' | 'group') =>
  z
    .string()
    .overwrite(visible)
    .min(1, `Enter a name for the ${what}.`)
    .max(MAX_NAME_LENGTH, 'A name can have at most 255 characters.');
const Name = nameOf('component');

export const NewComponent = z.object({
  name: Name,
  group: z.boolean().default(false),
  groupId: z.string().nullable().default(null),
  status: ComponentStatus.default('operational'),
  ...ComponentDetails.shape,
  groupDisplay: GroupDisplay.optional(),
  owner: OwnerText.nullable().optional(),
  override: Override.optional(),
});
export type NewComponent = z.infer<typeof NewComponent>;

export const ComponentPatch = z.object({
  name: Name.optional(),
  groupId: z.string().nullable().optional(),
  status: ComponentStatus.optional(),
  ...ComponentDetailsPatch.shape,
  groupDisplay: GroupDisplay.optional(),
  owner: OwnerText.nullable().optional(),
  override: Override.optional(),
  expectedRevision: z.number().int().optional(),
});
export type ComponentPatch = z.infer<typeof ComponentPatch>;
