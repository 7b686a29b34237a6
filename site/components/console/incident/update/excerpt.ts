const AROUND = 36;

/** The text of a finding with some context, cut between words. */
export function excerptAround(text: string, from: number, to: number) {
  const start = from - AROUND <= 0 ? 0 : text.indexOf(' ', from - AROUND) + 1 || from;
  const end = to + AROUND >= text.length ? text.length : text.lastIndexOf(' ', to + AROUND);
  const [head, tail] = [Math.min(start, from), Math.max(end, to)];
  return {
    before: `${head > 0 ? '… ' : ''}${text.slice(head, from)}`,
    found: text.slice(from, to),
    after: `${text.slice(to, tail)}${tail < text.length ? ' …' : ''}`,
  };
}
