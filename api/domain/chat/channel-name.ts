import { z } from 'zod';

/** Slack's limit for names of channels. */
const MAX_NAME = 80;

/** What the name of an incident's channel is made from. */
export const channelPlaceholders = ['date', 'severity', 'title', 'id'] as const;
type Placeholder = (typeof channelPlaceholders)[number];

const PLACEHOLDER = /\{\{\s*(\w*)\s*\}\}/g;

export const STANDARD_CHANNEL_NAME = 'inc-{{date}}-{{title}}';

export const ChannelNameTemplate = z
  .string()
  .trim()
  .min(1, 'Enter a name, such as inc-{{date}}-{{title}}.')
  .max(200, 'A name can have at most 200 characters here.')
  .refine(
    (text) =>
      [...text.matchAll(PLACEHOLDER)].every(([, name = '']) =>
        channelPlaceholders.some((one) => one === name),
      ),
    `Use only these placeholders: ${channelPlaceholders.map((name) => `{{${name}}}`).join(', ')}.`,
  );

type Named = { id: string; name: string; severity: string | null; day: string };

/**
 * A name that Slack accepts: lowercase letters, digits, hyphens and underscores, at most 80 characters.
 * From the second on, the number of the `attempt` is added, since an earlier name was taken.
 */
export function channelNameOf(template: string, { id, name, severity, day }: Named, attempt = 1) {
  const values: Record<Placeholder, string> = {
    ...{ date: day, severity: severity ?? '', title: name, id: id.slice(0, 6) },
  };
  const filled = template.replaceAll(PLACEHOLDER, (_, key) => values[key as Placeholder] ?? '');
  const suffix = attempt > 1 ? `-${attempt}` : '';
  const trimmed = [...slug(filled)].slice(0, MAX_NAME - suffix.length).join('');
  return `${trimmed.replace(/[-_]+$/, '') || `inc-${id.slice(0, 6)}`}${suffix}`;
}

/** Letters of other scripts stay, as Slack allows them; accents are kept as one character. */
const slug = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’‘"“”]/g, '')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-_]+/, '');
