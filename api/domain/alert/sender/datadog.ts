import { z } from 'zod';
import {
  type AlertStatus,
  alertTitle,
  cutText,
  fieldText,
  labelsIn,
  linksIn,
  refusalOf,
  type SenderParser,
  timeOf,
} from '../inbound.ts';

const Body = z.record(z.string(), z.unknown());

const transitions: Record<string, AlertStatus> = {
  triggered: 'firing',
  're-triggered': 'firing',
  'no data': 'firing',
  're-no data': 'firing',
  warn: 'firing',
  're-warn': 'firing',
  renotify: 'firing',
  recovered: 'resolved',
};

/** The words in front of a title where the template names no transition. */
const PREFIX =
  /^\s*\[(?:P\d\]\s*\[)?(Triggered|Re-Triggered|Recovered|Warn|Re-Warn|No Data|Re-No Data|Renotify)(?: on [^\]]*)?\]\s*/i;

/** Datadog's webhook, whose body is a template of the user: see docs/alerts.md for the one that is read best. */
export const parseDatadog: SenderParser = (body) => {
  const parsed = Body.safeParse(body);
  if (!parsed.success) return refusalOf('Datadog', parsed.error);
  const of = (name: string) => filledIn(parsed.data[name]);
  const titled = of('title') || of('alert_title');
  const prefix = PREFIX.exec(titled);
  const named = (of('alert_transition') || prefix?.[1] || '').toLowerCase();
  const status = transitions[named];
  if (!titled && !of('alert_id') && !of('body'))
    return {
      refused: 'This isn’t what Datadog sends: use the payload under “Alerts”, with a title.',
    };
  if (!status)
    return {
      ignored: named
        ? `The transition “${named.slice(0, 60)}” changes no alert.`
        : 'Neither alert_transition nor the title says whether it triggered or recovered.',
    };
  const title = titled.replace(PREFIX, '');
  const cycle = of('alert_cycle_key');
  const scope = of('alert_scope');
  const changedAt = timeOf(of('date')) ?? timeOf(of('last_updated'));
  const tags = tagsIn(of('tags'));
  return {
    alerts: [
      {
        fingerprint:
          cycle || of('aggreg_key') || [of('alert_id'), scope].filter(Boolean).join(' ') || title,
        episode: cycle ? '' : null,
        groupKey: cutText(of('alert_id') || title, 300),
        status,
        title: alertTitle(of('alert_title') || title, title),
        severity: of('priority').slice(0, 60),
        labels: labelsIn({
          ...tags,
          alert_type: of('alert_type'),
          transition: named,
          scope,
          metric: of('alert_metric'),
          hostname: of('hostname'),
        }),
        annotations: labelsIn({ description: of('body') }),
        links: linksIn([['Datadog', of('link')]]),
        startsAt: status === 'firing' ? changedAt : null,
        endsAt: status === 'resolved' ? changedAt : null,
        changedAt,
      },
    ],
  };
};

/** Empty for a variable that Datadog did not set, which stays `$NAME`. */
function filledIn(value: unknown): string {
  const text = fieldText(value).trim();
  return /^\$[A-Z][A-Z0-9_]*$/.test(text) ? '' : text;
}

/** `env:prod,service:cards`; a tag without a value has its own name as value. */
const tagsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean)
      .map((tag) => {
        const [name = '', ...rest] = tag.split(':');
        return [name, rest.join(':') || name];
      }),
  );
