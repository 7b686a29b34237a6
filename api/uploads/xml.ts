/** The document is not well-formed, so browsers do not draw it. */
export class Unreadable extends Error {}

export type Part =
  | { kind: 'tag'; name: string; attributes: Map<string, string>; depth: number }
  /** Text of an embedded style sheet. */
  | { kind: 'style'; text: string }
  /** A part that no drawing needs, named in words. */
  | { kind: 'refused'; what: string };

const OPEN = /<([A-Za-z_][\w.:-]*)/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const END = /\s*(\/?)>/y;
const CLOSE = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
/**
 * Entities of plain text, as Illustrator writes for its namespaces; none that contain other
 * entities, files or markup.
 */
const ENTITY = /\s*<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"&%<]{0,300})"|'([^'&%<]{0,300})')\s*>/y;
const SUBSET_END = /\s*\]\s*(?=>)/y;
const MOST_ENTITIES = 50;
/** Characters per document. */
const MOST_EXPANDED = 64 * 1024;
const DOCTYPE = /<!DOCTYPE\s+[^<>[\]]*(\[)?/iy;

/**
 * The parts of an XML document that can have an effect, in order. As strict as browsers, or
 * stricter where drawings lose nothing, so that both read the same.
 */
export function* readXml(text: string): Generator<Part> {
  const open: string[] = [];
  let sheet = '';
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let roots = 0;
  const entities = new Map<string, string>();
  const resolved = resolver(entities);

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
      const content = through('<![CDATA[', ']]>');
      if (open.length === 0) throw new Unreadable();
      if (isStyle()) sheet += content;
    } else if (text.startsWith('<?', at)) {
      const content = through('<?', '?>');
      if (/^xml-stylesheet/i.test(content)) yield { kind: 'refused', what: 'another style sheet' };
      if (/encoding\s*=\s*["'](?!utf-8["'])/i.test(content)) throw new Unreadable();
    } else if (taken(DOCTYPE)) {
      if (text[at - 1] === '[') {
        for (let one = taken(ENTITY); one; one = taken(ENTITY)) {
          const [, name, double, single] = one;
          if (name && !entities.has(name)) entities.set(name, double ?? single ?? '');
        }
        if (!taken(SUBSET_END) || entities.size > MOST_ENTITIES) {
          yield { kind: 'refused', what: 'definitions of entities' };
          throw new Unreadable();
        }
      }
      if (text[at++] !== '>' || roots > 0) throw new Unreadable();
    } else if (text.startsWith('</', at)) {
      // One sheet, whatever separates its parts: a word could be split across them.
      if (isStyle()) yield { kind: 'style', text: sheet };
      sheet = '';
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
      const depth = open.length;
      if (!end[1]) open.push(name);
      yield { kind: 'tag', name, attributes, depth };
    } else {
      const next = text.indexOf('<', at);
      const content = text.slice(at, next < 0 ? text.length : next);
      at += content.length;
      if (open.length === 0 && content.trim() !== '') throw new Unreadable();
      const meant = resolved(content);
      if (isStyle()) sheet += meant;
    }
  }
  if (open.length > 0 || roots === 0) throw new Unreadable();
}

const named = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }));

/** Resolves character references and the document's own entities, within a limit per document. */
function resolver(entities: ReadonlyMap<string, string>): (text: string) => string {
  let left = MOST_EXPANDED;
  return (text) =>
    text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([\w.-]+));|&/gi, (_, decimal, hex, name) => {
      const sign = named.get(name ?? '') ?? entities.get(name ?? '');
      if (sign !== undefined) {
        left -= sign.length;
        if (left < 0) throw new Unreadable();
        return sign;
      }
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : Number.NaN;
      if (!(code <= 0x10ffff)) throw new Unreadable();
      return String.fromCodePoint(code);
    });
}
