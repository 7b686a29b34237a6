import { escapeHtml, xmlText } from './text.ts';

/** Finished XML, as opposed to text that must be escaped. */
export type Xml = { readonly xml: string };
type Attributes = Record<string, string>;

/** One element. Text children are escaped and stripped of characters that XML does not allow. */
export function element(name: string, attributes: Attributes, ...children: (Xml | string)[]): Xml {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeHtml(xmlText(value))}"`,
  );
  const inner = children.map((c) => (typeof c === 'string' ? escapeHtml(xmlText(c)) : c.xml));
  return { xml: `<${name}${pairs.join('')}>${inner.join('')}</${name}>` };
}

export const xmlDocument = (root: Xml): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
