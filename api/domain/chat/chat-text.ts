const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** What a person typed in Slack, without its markup: links as addresses, people and channels by name. */
export const plainChatText = (text: string): string =>
  text
    .replace(/<([^<>]*)>/g, (_, inner: string) => readable(inner))
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);

function readable(inner: string): string {
  const [target = '', label = ''] = inner.split('|', 2);
  const sign = target[0] ?? '';
  if (sign === '@') return `@${label || target.slice(1)}`;
  if (sign === '#') return `#${label || target.slice(1)}`;
  if (sign === '!') return label || `@${target.slice(1).split('^')[0]}`;
  const address = target.replace(/^mailto:/, '');
  return label && label !== address ? `${label} (${address})` : address;
}

/** Ids of the people who are mentioned. */
export const mentionedIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, id = '']) => id)),
];

/** The id of the channel that the text begins with; null for any other beginning. */
export const channelAtStart = (text: string): { channelId: string; rest: string } | null => {
  const [whole, channelId] = /^<#([CG][A-Z0-9]+)(?:\|[^<>]*)?>\s*/.exec(text) ?? [];
  return whole && channelId ? { channelId, rest: text.slice(whole.length) } : null;
};
