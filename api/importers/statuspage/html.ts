/** Tags with a Markdown equivalent. Other tags are removed, and their text stays. */
const marks: Record<string, [open: string, close: string]> = {
  br: ['\n', ''],
  p: ['', '\n\n'],
  div: ['', '\n'],
  ul: ['\n', '\n'],
  ol: ['\n', '\n'],
  li: ['- ', '\n'],
  b: ['**', '**'],
  strong: ['**', '**'],
  i: ['*', '*'],
  em: ['*', '*'],
  code: ['`', '`'],
  small: ['', ''],
  span: ['', ''],
  u: ['', ''],
  var: ['', ''],
};

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
};

const TAG = /^(\/?)([a-z][a-z0-9]*)(\s.*)?$/is;
const HIDDEN = /^(script|style)$/;

/**
 * Converts the HTML of Statuspage updates to Markdown. Text such as `<your host>` is no tag and
 * stays. Reads each piece between two `<` once, so that the time is linear.
 */
export function htmlToMarkdown(html: string): string {
  const [first = '', ...pieces] = html.replace(/\r\n?/g, '\n').split('<');
  const read = pieces.map(pieceOf);
  const lastEnd = new Map(read.flatMap(({ slash, name }, i) => (slash ? [[name, i]] : [])));
  const targets: string[] = [];
  let out = decode(first);
  let hidden: string | null = null;
  for (const [i, { whole, slash, name, attributes, text }] of read.entries()) {
    if (hidden !== null) {
      if (!slash || name !== hidden) continue;
      hidden = null;
      out += decode(text);
    } else if (HIDDEN.test(name) && !slash && (lastEnd.get(name) ?? -1) > i) hidden = name;
    else {
      const mark = name === 'a' ? link(slash, attributes, targets) : marks[name]?.[slash ? 1 : 0];
      out += mark === undefined ? decode(`<${whole}`) : mark + decode(text);
    }
  }
  out += targets.reverse().map(closing).join('');
  return out
    .split('\n')
    .map(withoutTrailingBlanks)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

type Piece = { whole: string; slash: boolean; name: string; attributes: string; text: string };

/** The part after a `<`; without a name when it is no tag. */
function pieceOf(whole: string): Piece {
  const end = whole.indexOf('>');
  const inner = end < 0 ? '' : whole.slice(0, end).replace(/\/$/, '');
  const [, slash, name = '', attributes = ''] = TAG.exec(inner) ?? [];
  const text = whole.slice(end + 1);
  return { whole, slash: slash === '/', name: name.toLowerCase(), attributes, text };
}

/** A pattern such as `[ \t]+$` would take quadratic time. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' || line[end - 1] === '\t') end--;
  return line.slice(0, end);
}

/** `[` and `](address)`; only the text for an address that is not of the web. */
function link(closes: boolean, attributes: string, targets: string[]): string {
  if (closes) return closing(targets.pop() ?? '');
  const href = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes);
  const target = webAddress(decode(href?.[1] ?? href?.[2] ?? href?.[3] ?? ''));
  targets.push(target);
  return target ? '[' : '';
}

const closing = (target: string): string => (target ? `](${target})` : '');

function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return '';
  return url.href
    .replace(/[()<>\s\\]/g, encodeURIComponent)
    .replace(/\(/g, '%28')
    .replace(/\)/g, '%29');
}

const decode = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, dec, hex, name) => {
    if (name) return entities[String(name).toLowerCase()] ?? whole;
    const code = dec ? Number(dec) : Number.parseInt(hex, 16);
    const usable = code >= 32 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return usable || code === 9 || code === 10 ? String.fromCodePoint(code) : whole;
  });
