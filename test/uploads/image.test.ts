import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawnWidth } from '../../api/domain/branding/logo.ts';
import { imageIn } from '../../api/uploads/image.ts';
import {
  gif,
  jpeg,
  losslessWebp,
  png,
  SVG,
  svg,
  webp,
  wideWebp,
} from '../support/samples/images.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const errorOf = (data: Uint8Array) => {
  const read = imageIn(data);
  return 'error' in read ? read.error : null;
};

test.each([
  ['PNG', png(64, 32), { type: 'image/png', width: 64, height: 32 }],
  ['JPEG', jpeg, { type: 'image/jpeg', width: 90, height: 30 }],
  ['GIF', gif, { type: 'image/gif', width: 1, height: 1 }],
  ['WebP with a loss', webp, { type: 'image/webp', width: 1, height: 1 }],
  ['WebP without one', losslessWebp, { type: 'image/webp', width: 1, height: 1 }],
  ['WebP of a browser', wideWebp, { type: 'image/webp', width: 90, height: 30 }],
  ['SVG', svg('<path d="M0 0h9"/>'), { type: 'image/svg+xml', width: 120, height: 40 }],
])('a %s is recognized with its size', (_, data, expected) => {
  expect(imageIn(data)).toEqual(expected);
});

test('a truncated image, or one with trailing data, is refused', () => {
  const page = bytes('<html><script>alert(1)</script></html>');
  for (const whole of [png(9, 9), jpeg, gif, webp, losslessWebp]) {
    expect(errorOf(whole.slice(0, -3))).toContain('damaged');
    expect(errorOf(joined(whole, page))).toContain('contains extra data');
  }
});

test('the bytes decide the type of a file', () => {
  const others = ['<!doctype html><svg></svg>', 'GIF', 'PK\x03\x04', '%PDF-1.7', '{}', '\u0000'];
  for (const other of others)
    expect([other, errorOf(bytes(other))]).toEqual([
      other,
      expect.stringContaining('This file isn’t a PNG'),
    ]);
  expect(errorOf(new Uint8Array())).toContain('empty');
  expect(errorOf(joined(png(1, 1), new Uint8Array(300 * 1024)))).toContain('301 KB');
  expect(errorOf(png(2001, 1))).toContain('2001 × 1 px');
  const endless = png(1, 1).slice();
  endless.set([0xff, 0xff, 0xff, 0xff], 16);
  expect(errorOf(endless)).toContain('4294967295 ×');
  expect(
    errorOf(Uint8Array.from(png(1, 1), (byte, at) => (at > 15 && at < 20 ? 0 : byte))),
  ).toContain('image is empty');
});

describe('an SVG', () => {
  test.each([
    [
      'of Inkscape',
      `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape -->
<svg width="120mm" height="40mm" viewBox="0 0 120 40" xmlns="${SVG}" xmlns:svg="${SVG}"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:version="1.3">
<metadata><rdf:RDF><rdf:Work rdf:about=""><rdf:type rdf:resource="http://purl.org/dc/dcmitype/StillImage"/></rdf:Work></rdf:RDF></metadata>
<g i:label="Layer 1 (top)"><path style="fill:url(#a);stroke:none" d="M 0,0 h 9"/></g></svg>`,
    ],
    [
      'of Illustrator',
      `<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" xmlns="${SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px" viewBox="0 0 120 40" xml:space="preserve">
<style type="text/css">.st0{fill:#3B47C9;clip-path:url(#a)}</style><defs><rect id="a"/></defs><use xlink:href="#a" class="st0"/></svg>`,
    ],
    [
      'of Illustrator, with entities of its namespaces',
      `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_svg "${SVG}">
  <!ENTITY ns_xlink 'http://www.w3.org/1999/xlink'>
]>
<svg xmlns="&ns_svg;" xmlns:xlink="&ns_xlink;" width="120" height="40"><use xlink:href="#a"/></svg>`,
    ],
    [
      'of Inkscape on Windows',
      `<svg xmlns="${SVG}" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="120" height="40"
  inkscape:export-filename="C:\\Users\\ana\\logo (2).png"><path d="M0 0"/></svg>`,
    ],
    ['with a prefix', `<s:svg xmlns:s="${SVG}" width="120" height="40"><s:path d="M0 0"/></s:svg>`],
    [
      'with a picture within',
      `<svg xmlns="${SVG}" width="120" height="40"><image href="data:image/png;base64,iVBORw0KGgo="/></svg>`,
    ],
    [
      'with a sheet in CDATA',
      `<svg xmlns="${SVG}" width="120" height="40"><style><![CDATA[a>b{fill:red}]]></style></svg>`,
    ],
    [
      'with references',
      `<svg xmlns="${SVG}" width="120" height="40"><title>Ada &amp; Co &#169;</title></svg>`,
    ],
  ])('%s is accepted', (_, text) => {
    const read = imageIn(bytes(text));
    expect(read).toMatchObject({ type: 'image/svg+xml' });
    if (!('error' in read)) expect(read.width / read.height).toBeCloseTo(3);
  });

  test.each([
    ['<script>alert(1)</script>', 'a script'],
    ['<SCRIPT href="#x"/>', 'a script'],
    [`<s:script xmlns:s="${SVG}">alert(1)</s:script>`, 'a script'],
    ['<path onload="alert(1)"/>', 'an event handler (onload)'],
    ['<path ONclick="alert(1)"/>', 'an event handler'],
    ['<foreignObject><p>Sign in</p></foreignObject>', 'embedded content'],
    ['<h:p xmlns:h="http://www.w3.org/1999/xhtml"/>', 'a web page'],
    ['<image href="https://evil.example/x.png"/>', 'https://evil.example/x.png'],
    ['<image href=" //evil.example/x.png"/>', 'something outside it'],
    ['<image href="data:image/svg+xml,&lt;svg onload=alert(1)&gt;"/>', 'something outside it'],
    [
      '<a xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:alert(1)"><path/></a>',
      'javascript:',
    ],
    ['<a href="&#106;avascript:alert(1)"><path/></a>', 'javascript:'],
    ['<use href="file:///etc/passwd#a"/>', 'file:///etc/passwd'],
    ['<g xml:base="https://evil.example/"/>', 'https://evil.example'],
    ['<path fill="url(https://evil.example/#a)"/>', 'https://evil.example'],
    ['<path fill="u&#114;l(https://evil.example/#a)"/>', 'https://evil.example'],
    ['<path style="fill:u\\72l(https://evil.example)"/>', 'something outside it'],
    ['<style>@import "https://evil.example/x.css";</style>', '@import'],
    ['<style><![CDATA[@import "//evil.example";]]></style>', '@import'],
    ['<style>@im<![CDATA[port "//evil.example";]]></style>', '@import'],
    ['<style>@im<!-- -->port "//evil.example";</style>', '@import'],
    ['<style>a{fill:u<?x?>rl(//evil.example)}</style>', 'evil.example'],
    ['<style>a{content:"/*";background:url("//evil.example/x")}</style>', 'evil.example'],
    ['<style>a{background:image-set("//evil.example/x" 1x)}</style>', 'image-set'],
    ['<a><set attributeName="href" to="javascript:alert(1)"/></a>', 'an animation'],
    ['<animate attributeName="x" values="0;9" repeatCount="indefinite"/>', 'an animation'],
    ['<?xml-stylesheet href="https://evil.example/x.css"?>', 'another style sheet'],
  ])('with %s is refused, and says why', (content, why) => {
    expect(errorOf(svg(content))).toContain(why);
  });

  test.each([
    ['<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 'definitions of entities'],
    ['<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', 'definitions of entities'],
    ['<!DOCTYPE svg [<!ENTITY % p "x">%p;]>', 'definitions of entities'],
    ['<!DOCTYPE svg [<!ENTITY a "<script/>">]>', 'definitions of entities'],
    ['<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x()">]>', 'definitions of entities'],
    ['<?xml version="1.0" encoding="UTF-7"?>', 'can’t display'],
    ['<!-- a -- b -->', 'can’t display'],
  ])('that begins with %s is refused', (before, why) => {
    const rest = `<svg xmlns="${SVG}" width="1" height="1"></svg>`;
    expect(errorOf(bytes(before + rest))).toContain(why);
  });

  test.each([
    '<svg xmlns="NS" width="1" height="1"><g></svg>',
    '<svg xmlns="NS" width="1" height="1"/><svg xmlns="NS"/>',
    '<svg xmlns="NS" width="1" height="1">&nbsp;</svg>',
    '<svg xmlns="NS" width="1" height="1">&constructor;</svg>',
    '<svg xmlns="NS" width=1 height=1/>',
    '<svg xmlns="NS" width="1" width="2" height="1"/>',
    '<svg xmlns="NS" width="1" height="1"><style><!-- </style><script>',
    '<svg xmlns="NS" width="1" height="1"/>trailing',
    '\n<?xml version="1.0"?><svg xmlns="NS" width="1" height="1"/>',
    '<svg xmlns="NS" width="1" height="1">]]></svg>',
    '<svg xmlns="NS" width="1" height="1">&#1;</svg>',
    '<svg xmlns="NS" width="1" height="1"><path d="\u0001"/></svg>',
    '<svg xmlns="NS" width="1" height="1"><?xml version="1.0"?></svg>',
    '<svg xmlns="NS" width="1" height="1"/><!DOCTYPE svg>',
    '<!DOCTYPE svg><!DOCTYPE svg><svg xmlns="NS" width="1" height="1"/>',
    '<svg xmlns="NS" width="1" height="1"><style>a{}<path/></style></svg>',
  ])('that no browser can read is refused: %s', (text) => {
    expect(errorOf(bytes(text.replaceAll('NS', SVG)))).toContain('can’t display');
  });

  test('that repeats its parts endlessly is refused, and one with symbols is not', () => {
    const layers = (deep: number, use: (to: number) => string) =>
      Array.from({ length: deep }, (_, i) => `<g id="l${i + 1}">${use(i).repeat(10)}</g>`).join('');
    const use = (to: number) => `<use href="#l${to}"/>`;
    expect(errorOf(svg(`<path id="l0"/>${layers(9, use)}`))).toContain('too complex');
    const spelled = (to: number) => `<u:use xmlns:u="${SVG}" u:href=" #%6c${to}"/>`;
    expect(errorOf(svg(`${layers(9, spelled)}<path id="l0"/>`))).toContain('too complex');
    const mask = (to: number) => `<rect mask="url(#l${to})"/>`;
    expect(errorOf(svg(`<path id="l0"/>${layers(9, mask)}`))).toContain('too complex');
    expect(errorOf(svg(`<path id="l0"/>${layers(2, use)}`))).toBeNull();
    expect(errorOf(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))).toBeNull();
  });

  test('must declare its namespace and size', () => {
    expect(errorOf(bytes('<svg width="1" height="1"/>'))).toContain('xmlns=');
    expect(errorOf(svg('', ''))).toContain('has no size');
    expect(errorOf(svg('', 'width="100%" height="100%"'))).toContain('has no size');
    expect(errorOf(svg('', 'width="0" height="9" viewBox="0 0 -1 9"'))).toContain('has no size');
    expect(imageIn(svg('', 'width="1in" height="12pt"'))).toMatchObject({
      width: 96,
      height: 16,
    });
  });
});

test('whatever the bytes, there is a result', () => {
  const begins = [png(2, 2), jpeg, gif, webp, svg('<g a="b">t</g>')];
  const broken = fc
    .tuple(fc.constantFrom(...begins), fc.nat(200), fc.uint8Array({ maxLength: 60 }))
    .map(([whole, at, noise]) => joined(whole.slice(0, at), noise, whole.slice(at)));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), broken), (data) => {
      const read = imageIn(data);
      if ('error' in read) expect(read.error).toMatch(/^(This|Browsers) .+\.$/s);
      else expect(read.width * read.height).toBeGreaterThan(0);
    }),
    { examples: [[bytes('<svg></svg>')]] },
  );
});

test('a hundred thousand of anything is parsed in linear time', () => {
  for (const part of ['<!--', '<g>', '/*', 'url(', '&', '<?', '1', ' ', ' a="b"', '<![CDATA['])
    for (const [before, after] of [
      ['<style>', '</style>'],
      ['<g a="(', '"/>'],
      ['', ''],
    ])
      imageIn(svg(`${before}${part.repeat(150_000 / part.length)}${after}`));
  const within = Array.from({ length: 5000 }, (_, i) => `<g id="a${i}"><use href="#a${i - 1}"/>`);
  const siblings = within.map((one) => `${one}</g>`);
  const bare = Array.from({ length: 7000 }, (_, i) => `<use id="${i}" href="#${i + 1}"/>`);
  for (const chain of [
    bare.join(''),
    within.join('') + '</g>'.repeat(5000),
    siblings.join(''),
    siblings.toReversed().join(''),
  ])
    imageIn(svg(chain));
  for (const part of ['1', ' '])
    expect(errorOf(svg('', `width="1${part.repeat(150_000)}x" height="1"`))).toContain(
      'has no size',
    );
});

test('a logo is drawn within 140 × 32, however wide or tall', () => {
  const width = (wide: number, height: number) => drawnWidth({ file: '', width: wide, height });
  expect([width(64, 64), width(120, 40), width(2000, 100), width(1, 2000)]).toEqual([
    32, 96, 140, 1,
  ]);
});

test('the content of an entity is checked where it is used, and can’t grow without bound', () => {
  const before = (value: string) => `<!DOCTYPE svg [<!ENTITY a "${value}">]>`;
  const of = (start: string, content: string) =>
    errorOf(bytes(`${start}<svg xmlns="${SVG}" width="1" height="1">${content}</svg>`));
  expect(of(before('https://evil.example/x'), '<image href="&a;"/>')).toContain('evil.example');
  expect(of(before('@import'), '<style>&a; "//evil.example";</style>')).toContain('@import');
  expect(of(before('x'.repeat(300)), '&a;'.repeat(5000))).toContain('can’t display');
  const twice =
    '<!DOCTYPE svg [<!ENTITY a "#x"><!ENTITY a "https://evil.example/"><!ENTITY amp "x">]>';
  expect(of(twice, '<use href="&a;"/>&amp;')).toBeNull();
  const many = Array.from({ length: 51 }, (_, i) => `<!ENTITY e${i} "x">`).join('');
  expect(of(`<!DOCTYPE svg [${many}]>`, '')).toContain('definitions of entities');
});
