/** A metric family in Prometheus's text format: name, help and labelled values. */
export type Family = {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  values: { labels?: Record<string, string>; value: number }[];
};

export function metrics(families: Family[]): string {
  return families
    .map(({ name, help, type, values }) =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...values.map(({ labels, value }) => `${name}${labelled(labels ?? {})} ${value}`),
      ].join('\n'),
    )
    .join('\n')
    .concat('\n');
}

function labelled(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) =>
      `${key}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
  );
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
