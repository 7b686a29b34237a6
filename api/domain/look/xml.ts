/** Not well-formed: a browser draws none of it. */
export class Unreadable extends Error {}

export type Part =
  | { kind: 'tag'; name: string; attributes: Map<string, string> }
  /** What a style sheet within it says. */
  | { kind: 'style'; text: string }
  /** What no drawing needs, in words. */
  | { kind: 'refused'; what: string };

const OPEN = /<([A-Za-z_][\w.:-]*)/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const END = /\s*(\/?)>/y;
const CLOSE = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
const DOCTYPE = /<!DOCTYPE\s+[^<>[\]]*(\[)?/iy;

/**
 * The parts of an XML document that can do something, in their order. As strict as a browser's own
 * reader, and stricter where that only costs what no drawing needs: so the two never differ.
 */
export function* readXml(text: string): Generator<Part> {
  const open: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let roots = 0;

  const taken = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const through = (begin: string, end: string): string => {
    const to = text.indexOf(end, at + begin.length);
    if (to < 0) throw new Unreadable();
    const within = text.slice(at + begin.length, to);
    at = to + end.length;
    return within;
  };
  const isStyle = () => /(?:^|:)style$/i.test(open.at(-1) ?? '');

  while (at < text.length) {
    if (text.startsWith('<!--', at)) {
      if (/--|-$/.test(through('<!--', '-->'))) throw new Unreadable();
    } else if (text.startsWith('<![CDATA[', at)) {
      const said = through('<![CDATA[', ']]>');
      if (open.length === 0) throw new Unreadable();
      if (isStyle()) yield { kind: 'style', text: said };
    } else if (text.startsWith('<?', at)) {
      const said = through('<?', '?>');
      if (/^xml-stylesheet/i.test(said)) yield { kind: 'refused', what: 'another style sheet' };
      if (/encoding\s*=\s*["'](?!utf-8["'])/i.test(said)) throw new Unreadable();
    } else if (taken(DOCTYPE)) {
      if (text[at - 1] === '[') yield { kind: 'refused', what: 'definitions of entities' };
      if (text[at++] !== '>' || roots > 0) throw new Unreadable();
    } else if (text.startsWith('</', at)) {
      if (taken(CLOSE)?.[1] !== open.pop()) throw new Unreadable();
    } else if (text[at] === '<') {
      const name = taken(OPEN)?.[1];
      if (!name || isStyle() || (open.length === 0 && roots++ > 0)) throw new Unreadable();
      const attributes = new Map<string, string>();
      for (let one = taken(ATTRIBUTE); one; one = taken(ATTRIBUTE)) {
        const [, key = '', double, single] = one;
        if (attributes.has(key)) throw new Unreadable();
        attributes.set(key, resolved(double ?? single ?? ''));
      }
      const end = taken(END);
      if (!end) throw new Unreadable();
      if (!end[1]) open.push(name);
      yield { kind: 'tag', name, attributes };
    } else {
      const next = text.indexOf('<', at);
      const said = text.slice(at, next < 0 ? text.length : next);
      at += said.length;
      if (open.length === 0 && said.trim() !== '') throw new Unreadable();
      const meant = resolved(said);
      if (isStyle()) yield { kind: 'style', text: meant };
    }
  }
  if (open.length > 0 || roots === 0) throw new Unreadable();
}

const named = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }));

/** With its character references resolved; there are no others without a document type. */
const resolved = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));|&/gi, (_, decimal, hex, name) => {
    const sign = named.get(name ?? '');
    if (sign) return sign;
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : Number.NaN;
    if (!(code <= 0x10ffff)) throw new Unreadable();
    return String.fromCodePoint(code);
  });
