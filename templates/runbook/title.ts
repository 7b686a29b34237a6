/** The first heading, where the text begins with one of the first level, and what follows it. */
export function titleIn(text: string): [string | null, string] {
  const [, heading, rest = ''] = /^\s*#[ \t]+([^\n]+)\n?([\s\S]*)$/.exec(text) ?? [];
  const title = heading?.replace(/\s*#+$/, '').replace(/^Runbook:\s*/i, '');
  return title ? [title, rest] : [null, text];
}
