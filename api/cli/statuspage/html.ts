/** Tags whose meaning Markdown has, and what stands for them. Others lose the tag, keep the text. */
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

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)\/?>/gi;

/**
 * The HTML that Statuspage lets into an update, as Markdown. What is no such tag, `<your host>` say,
 * is text and stays; the renderer escapes it like any other text.
 */
export function htmlToMarkdown(html: string): string {
  const source = html
    .replace(/\r\n?/g, '\n')
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '');
  const targets: string[] = [];
  let out = '';
  let from = 0;
  for (const tag of source.matchAll(TAG)) {
    const [whole, slash, name = '', attributes = ''] = tag;
    const mark =
      name.toLowerCase() === 'a'
        ? link(slash === '/', attributes, targets)
        : marks[name.toLowerCase()]?.[slash ? 1 : 0];
    if (mark === undefined) continue;
    out += decode(source.slice(from, tag.index)) + mark;
    from = tag.index + whole.length;
  }
  out += decode(source.slice(from)) + targets.reverse().map(closing).join('');
  return out
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** `[` and `](address)`; an address that is not of the web leaves its text alone. */
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
