/** Groups as they were drawn last: a publish changes few of them. */
const drawn = new Map<string, { of: string; html: string }>();
/** About 3 MB of a page’s 70 groups in seven languages. */
const MOST = 500;

/** What was drawn under this name from the same facts, or else what `draw` returns, kept for the next time. */
export async function drawnOnce(
  name: string,
  of: string,
  draw: () => Promise<string>,
): Promise<string> {
  const known = drawn.get(name);
  if (known?.of === of) return known.html;
  const html = await draw();
  drawn.delete(name);
  drawn.set(name, { of, html });
  for (const oldest of drawn.keys()) {
    if (drawn.size <= MOST) break;
    drawn.delete(oldest);
  }
  return html;
}
