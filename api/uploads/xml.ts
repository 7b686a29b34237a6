import { SaxesParser } from 'saxes';

export type Part =
  | { kind: 'tag'; name: string; attributes: Map<string, string>; depth: number }
  /** The text of a style sheet within it. */
  | { kind: 'style'; text: string }
  /** A rejected construct; `what` names it for the error. */
  | { kind: 'refused'; what: string };

class Malformed extends Error {}

/**
 * The parts of an XML document that can do something, in their order, up to the first error.
 * Namespaces are not resolved: with deep nesting that takes time in the square of the depth.
 */
export function readXml(text: string): { parts: Part[]; isWellFormed: boolean } {
  const parts: Part[] = [];
  try {
    parse(text, parts);
  } catch (error) {
    if (error instanceof Malformed) return { parts, isWellFormed: false };
    throw error;
  }
  return { parts, isWellFormed: true };
}

function parse(text: string, parts: Part[]): void {
  const parser = new SaxesParser({
    defaultXMLVersion: '1.0',
    forceXMLVersion: true, // browsers read no other
    position: false,
  });
  const refuse = (): never => {
    throw new Malformed();
  };
  let depth = 0;
  /** The style sheet that is open. Its pieces are joined: a word could be spelled across them. */
  let stylesheet: string | null = null;

  parser.on('error', refuse);
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding && !/^utf-8$/i.test(encoding)) refuse();
  });
  parser.on('doctype', (doctype) => {
    const [, subset = ''] = DOCTYPE.exec(doctype) ?? refuse();
    const definitions = entitiesIn(subset);
    if (!definitions) {
      parts.push({ kind: 'refused', what: 'definitions of entities' });
      return refuse();
    }
    const { ENTITIES } = parser;
    for (const [name, value] of definitions) if (!(name in ENTITIES)) ENTITIES[name] = value; // the first definition counts
    if (expandedLength(text, ENTITIES) > MAX_EXPANDED) refuse();
  });
  parser.on('processinginstruction', ({ target }) => {
    if (/^xml-stylesheet/i.test(target))
      parts.push({ kind: 'refused', what: 'another style sheet' });
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (stylesheet !== null) refuse();
    if (/(?:^|:)style$/i.test(name)) stylesheet = '';
    parts.push({ kind: 'tag', name, attributes: new Map(Object.entries(attributes)), depth });
    depth++;
  });
  parser.on('closetag', () => {
    if (stylesheet !== null) parts.push({ kind: 'style', text: stylesheet });
    stylesheet = null;
    depth--;
  });
  const addText = (piece: string): void => {
    if (stylesheet !== null) stylesheet += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
}

/** What stands between `<!DOCTYPE` and `>`. */
const DOCTYPE = /^\s[^<>[\]]*(?:\[([\s\S]*)\]\s*)?$/;
/** Plain text, as Illustrator writes for its namespaces: no other entity, file or markup. */
const ENTITY = /<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"&%<]{0,300})"|'([^'&%<]{0,300})')\s*>/g;
const MAX_ENTITIES = 50;
/** Characters, in one document. */
const MAX_EXPANDED = 64 * 1024;

/** Names and values; null where anything else is defined. */
function entitiesIn(subset: string): [name: string, value: string][] | null {
  const found = [...subset.matchAll(ENTITY)];
  if (found.length > MAX_ENTITIES || subset.replaceAll(ENTITY, '').trim() !== '') return null;
  return found.map(([, name = '', double, single]) => [name, double ?? single ?? '']);
}

/** Characters that all references of the document stand for. */
function expandedLength(text: string, entities: Record<string, string>): number {
  let sum = 0;
  for (const [, name = ''] of text.matchAll(/&([\w.-]+);/g)) sum += entities[name]?.length ?? 0;
  return sum;
}
