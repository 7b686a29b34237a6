export type SenderName = { name: string; address: string };

/** Reads `Name <address>`, `"Name" <address>` or a bare address. The name may contain any characters. */
export function parseSender(text: string): SenderName {
  const parts = /^(.*)<([^<>]+)>\s*$/s.exec(text.trim());
  if (!parts) return { name: '', address: text.trim() };
  const name = (parts[1] ?? '').trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(name)?.[1];
  return { name: quoted?.replaceAll(/\\(.)/gs, '$1') ?? name, address: (parts[2] ?? '').trim() };
}

/** Names that say nothing about whose status it is. */
const UNNAMED = /^(?:status)?$/i;

/** The sender with a name: the operator's, or else `name`. */
export function namedSender(text: string, name: string): string {
  const sender = parseSender(text);
  return UNNAMED.test(sender.name) ? formatSender({ ...sender, name }) : text;
}

/** For a header: names with special characters are quoted (RFC 5322, 3.2.4). */
export function formatSender({ name, address }: SenderName): string {
  if (name === '') return address;
  const isPlain = !/[()<>[\]:;@\\,."]/.test(name);
  return `${isPlain ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`} <${address}>`;
}
