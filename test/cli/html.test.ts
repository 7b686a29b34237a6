import { expect, test } from 'vitest';
import { htmlToMarkdown } from '../../api/importers/statuspage/html.ts';
import { markdownToHtml } from '../../templates/markdown/markdown.ts';

test.each([
  ['Plain & simple <your host> text', 'Plain & simple <your host> text'],
  ['one<br />two<br>three', 'one\ntwo\nthree'],
  ['<p>First.</p><p>Second.</p>', 'First.\n\nSecond.'],
  ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
  ['<b>bold</b> and <em>soft</em>', '**bold** and *soft*'],
  ['&lt;b&gt; &amp;amp; &quot;q&quot; &#39;s&#x27; &copy;', '<b> &amp; "q" \'s\' &copy;'],
  ["<a href='https://a.example/x y(1)'>text</a>", '[text](https://a.example/x%20y%281%29)'],
  ['<a href="javascript:alert(1)">click</a>', 'click'],
  ['<a href="/relative">here</a>', 'here'],
  ['<a href="https://a.example">never closed', '[never closed](https://a.example/)'],
  ['before<script>alert(1)</script>after', 'beforeafter'],
  ['&#0;&#xD800;&#1114112;', '&#0;&#xD800;&#1114112;'],
])('%j becomes %j', (html, markdown) => {
  expect(htmlToMarkdown(html)).toBe(markdown);
});

test.each([
  '<img src=x onerror=alert(1)>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<a href="https://a.example/&quot; onmouseover=&quot;alert(1)">x</a>',
  '<a href="https://a.example/)[y](javascript:alert(1)">x</a>',
  '<scr<script></script>ipt>alert(1)</script>',
])('%j is inert when it is shown', (html) => {
  const shown = markdownToHtml(htmlToMarkdown(html));
  const tags = [...shown.matchAll(/<\/?([a-z]+)([^>]*)>/gi)];
  for (const [, name = '', attributes = ''] of tags) {
    expect(['p', 'a', 'br', 'strong', 'em']).toContain(name);
    expect(attributes).not.toMatch(/\son\w+=|href="(?!https?:)/i);
  }
});

/** CPU time of so many conversions, in µs, of which the clock knows only steps of 4,000. */
function workOf(html: string, times: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) htmlToMarkdown(html);
  const { user, system } = process.cpuUsage(before);
  return Math.max(10_000, user + system);
}

test.each([
  '<style ',
  '<style>',
  '<script>',
  '</script ',
  '<script></style>',
  '<a href=" ',
  '<a href=https://a.example>',
  '<b ',
  '<<',
  '&',
  '&amp;',
  ' \t',
  '\r\n \n',
])('the work for %j grows no faster than its repetitions', (piece) => {
  const repeated = (length: number) =>
    `x${piece.repeat(Math.ceil(length / piece.length)).slice(0, length)}x`;
  const [short, long] = [repeated(25_000), repeated(200_000)];
  workOf(short, 8);
  // The same length in all: once where the work is linear, eight times where it is quadratic.
  const ratios = Array.from({ length: 3 }, () => workOf(long, 4) / workOf(short, 32));
  expect(Math.min(...ratios)).toBeLessThan(4);
});
