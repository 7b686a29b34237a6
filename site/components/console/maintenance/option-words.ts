import { formatMinutes } from '../../../../templates/words.ts';

/** What a maintenance does by itself, for the line over its switches. */
export function describeAutomation(
  enabled: Record<'start' | 'notifyStart' | 'end' | 'notifyEnd', boolean>,
) {
  if (enabled.start && enabled.end && enabled.notifyStart === enabled.notifyEnd)
    return `starts and ends automatically; subscribers are ${enabled.notifyStart ? 'notified both times' : 'not notified'}`;
  const step = (verb: string, isAutomatic: boolean, notifies: boolean) =>
    !isAutomatic
      ? `you ${verb} it`
      : `${verb}s automatically${notifies ? ' and notifies subscribers' : ''}`;
  return `${step('start', enabled.start, enabled.notifyStart)}, ${step('end', enabled.end, enabled.notifyEnd)}`;
}

/** When subscribers are reminded, from minutes before the start. */
export const describeReminders = (leads: readonly number[]): string =>
  leads.length === 0
    ? 'none'
    : `${new Intl.ListFormat('en').format(leads.map(formatMinutes))} before`;
