import { z } from 'zod';

/** How the public page shows a group: `automatic` opens it while a component is not operational. */
export const groupDisplays = ['automatic', 'expanded', 'collapsed'] as const;
export const GroupDisplay = z.enum(groupDisplays, 'Choose how the group is shown.');
export type GroupDisplay = z.infer<typeof GroupDisplay>;

/** In the console. */
export const groupDisplayLabels: Record<GroupDisplay, string> = {
  automatic: 'Expanded while not operational',
  expanded: 'Always expanded',
  collapsed: 'Always collapsed',
};

export const isExpanded = (display: GroupDisplay, isAffected: boolean): boolean =>
  display === 'expanded' || (display === 'automatic' && isAffected);
