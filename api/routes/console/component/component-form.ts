import { z } from 'zod';
import { HistoryCorrection } from '../../../actions/component/correct-history.ts';
import { ComponentPatch, NewComponent, nameOf } from '../../../actions/component/input.ts';
import { detailFields, type FlagName } from '../../../domain/component/details.ts';
import { LocalTime, Opened, orNull, parse, Ticked, type Values } from '../../../http/form.ts';

const flags = detailFields.filter(({ kind }) => kind === 'flag');
const formFields = {
  groupId: orNull(z.string()),
  ...(Object.fromEntries(flags.map(({ name }) => [name, Ticked])) as Record<
    FlagName,
    typeof Ticked
  >),
};
/** Kept as the API set them, since the form does not ask for them. */
const notInForm = { startDate: true, showcase: true } as const;
const New = NewComponent.extend(formFields).omit(notInForm);
const Patch = ComponentPatch.extend({ ...formFields, expectedRevision: Opened }).omit(notInForm);
/** Groups have fewer fields: their status follows their members. */
const named = { name: nameOf('group') };
const NewGroup = NewComponent.pick({
  description: true,
  groupDisplay: true,
  owner: true,
  override: true,
}).extend(named);
const GroupPatch = Patch.pick({
  description: true,
  groupDisplay: true,
  owner: true,
  expectedRevision: true,
  override: true,
}).extend(named);

export const readNewComponent = (values: Values): NewComponent =>
  values.group === 'group'
    ? NewComponent.parse({ ...parse(NewGroup, values), group: true })
    : NewComponent.parse(parse(New, { ...values, group: false }));

export const readComponentPatch = (values: Values, group: boolean): ComponentPatch =>
  parse<ComponentPatch>(group ? GroupPatch : Patch, values);

/** Typed times are in the page's zone. */
export const readCorrection = (values: Values, zone: string): HistoryCorrection => {
  const form = HistoryCorrection.extend({
    fromAt: LocalTime(values, 'fromAt', zone, 'Enter a start date and time.'),
    toAt: LocalTime(values, 'toAt', zone, 'Enter an end date and time.'),
    expectedRevision: Opened,
  });
  return parse(form, values);
};
