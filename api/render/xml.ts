import { escapeHtml, xmlText } from './text.ts';

/** Finished XML, told apart from text that still has to be escaped. */
export type Xml = { readonly xml: string };
type Attributes = Record<string, string>;

/** One element; a text among its children is escaped, and freed of what XML cannot hold. */
export function element(name: string, attributes: Attributes, ...children: (Xml | string)[]): Xml {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeHtml(xmlText(value))}"`,
  );
  const inner = children.map((c) => (typeof c === 'string' ? escapeHtml(xmlText(c)) : c.xml));
  return { xml: `<${name}${pairs.join('')}>${inner.join('')}</${name}>` };
}

export const xmlDocument = (root: Xml): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
