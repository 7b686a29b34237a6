type Badge = { address: string; link: string; alt: string };

/** Code that shows a badge, by format. The page draws it, and its script draws it again. */
export function snippetsOf({ address, link, alt }: Badge): (readonly [string, string])[] {
  // Without characters that end a quotation in one of the formats.
  const plain = alt.replace(/["'<>[\]`|_\\]/g, '').trim();
  return [
    ['Markdown', `[![${plain}](${address})](${link})`],
    ['HTML', `<a href="${link}"><img src="${address}" alt="${plain}" height="20"></a>`],
    ['AsciiDoc', `image:${address}["${plain}",link="${link}"]`],
    ['reStructuredText', `.. image:: ${address}\n   :target: ${link}\n   :alt: ${plain}`],
  ];
}

/** The same with the badge of shields.io, which reads our data. */
export const shieldsSnippet = ({ address, link, alt }: Badge): string => {
  const data = encodeURIComponent(address.replace('badge.svg', 'badge.json'));
  const badge = { address: `https://img.shields.io/endpoint?url=${data}`, link, alt };
  return snippetsOf(badge)[0]?.[1] ?? '';
};

type Choice = { home: string; componentId: string; label: string };

/** Addresses of a badge and of the page that it leads to. */
export function badgeAddress({ home, componentId, label }: Choice): Omit<Badge, 'alt'> {
  const link = componentId ? `${home}/components/${componentId}` : home;
  const query = label ? `?${new URLSearchParams({ label })}` : '';
  return { link, address: `${link}/badge.svg${query}` };
}
