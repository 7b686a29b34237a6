import type { ComponentRow } from '../../../db/component/import.ts';
import { NewComponent } from '../../actions/component/input.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import type { FileComponent } from '../port/shape.ts';
import { isPast, isUsableId, label, longest, oneLine, type Remarks } from './limits.ts';

/** Without its group, which may itself be left out. */
export function componentRow(
  given: FileComponent,
  {
    pageId,
    now,
    firstMentions,
  }: { pageId: string; now: number; firstMentions: number | undefined },
  remarks: Remarks,
): ComponentRow | null {
  const what = label(given.group ? 'group' : 'component', given.name, given.id);
  const status = ComponentStatus.safeParse(given.group ? 'operational' : given.status);
  if (!status.success) return remarks.skip(what, `its status “${given.status}” is unknown`);
  if (!isUsableId(given.id)) return remarks.skip(what, 'its ID can’t be used in a URL');
  const name = oneLine(given.name);
  if (!name) return remarks.skip(what, 'it has no name');
  const dates = [given.created_at, given.updated_at, firstMentions];
  const createdAt = dates.find((at) => at !== undefined && isPast(at, now));
  if (createdAt === undefined) return remarks.skip(what, 'it has no date between 1990 and today');
  if (createdAt !== given.created_at)
    remarks.change(what, 'its creation date isn’t between 1990 and today: a later date is used');
  const updatedAt = given.updated_at ?? createdAt;
  return {
    id: given.id,
    pageId,
    group: given.group,
    name: remarks.fit(name, longest.name, what, 'name'),
    description: description(given, what, remarks),
    status: status.data,
    position: given.position,
    showcase: given.showcase,
    onlyShowIfDegraded: given.only_show_if_degraded,
    startDate: startDate(given.start_date, { what, now }, remarks),
    createdAt,
    updatedAt: isPast(updatedAt, now) ? updatedAt : createdAt,
  };
}

function description(given: FileComponent, what: string, remarks: Remarks): string | null {
  const text = given.description?.trim();
  return text ? remarks.fit(text, longest.description, what, 'description') : null;
}

function startDate(
  given: string | null,
  { what, now }: { what: string; now: number },
  remarks: Remarks,
): string | null {
  const date = NewComponent.shape.startDate.safeParse(given);
  if (date.success && (!date.data || Date.parse(date.data) <= now)) return date.data;
  remarks.change(what, 'its start date isn’t between 1990 and today: removed');
  return null;
}
