import { expect, test } from 'vitest';
import {
  markdownToHtml,
  markdownToPlainText,
  markdownToText,
  wholeLinks,
} from '../../templates/markdown/markdown.ts';

const url = 'https://status.acme.example';
const base = { url, prefix: '/de', page: `${url}/de/incidents/abc` };
const targetsIn = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);

test.each([
  ['**重要なお知らせです。**ご確認ください', '重要なお知らせです。'],
  ['**メンテナンス（計画）**を行います', 'メンテナンス（計画）'],
  ['**「支払い」**が失敗します', '「支払い」'],
  ['请注意**（重要）**现在', '（重要）'],
  ['**已修复。**谢谢', '已修复。'],
  ['**결제(카드)**가 실패합니다', '결제(카드)'],
])('%s is bold', (source, bold) => {
  expect(markdownToHtml(source)).toContain(`<strong>${bold}</strong>`);
  expect(markdownToPlainText(source, base)).not.toContain('*');
});

test.each([
  ['/history', `${url}/de/history`, '/de/history'],
  ['/', `${url}/de`, '/de'],
  ['/fr/history?page=2#x', `${url}/fr/history?page=2#x`, '/fr/history?page=2#x'],
  ['/api/docs', `${url}/api/docs`, '/api/docs'],
  ['#top', `${url}/de/incidents/abc#top`, '#top'],
  ['../uptime', `${url}/de/uptime`, '/de/uptime'],
  ['history', `${url}/de/history`, '/de/history'],
  ['?q=card', `${url}/de?q=card`, '/de?q=card'],
  ['//docs.acme.example/x', 'https://docs.acme.example/x', 'https://docs.acme.example/x'],
  ['www.acme.example', 'https://www.acme.example', 'https://www.acme.example'],
  ['https://acme.example/a', 'https://acme.example/a', 'https://acme.example/a'],
  ['mailto:a@acme.example', 'mailto:a@acme.example', 'mailto:a@acme.example'],
])('a link to %s leads to the same place from everywhere', (href, outside, onPage) => {
  expect(targetsIn(markdownToHtml(`[x](${href})`, base))).toEqual([outside]);
  expect(targetsIn(markdownToHtml(`[x][1]\n\n[1]: ${href}`, base))).toEqual([outside]);
  expect(targetsIn(markdownToHtml(`[x](${href})`, { url: '', prefix: '/de' }))).toEqual([onPage]);
  expect(markdownToPlainText(`[x](${href})`, base)).toBe(`x <${outside}>`);
});

test('forwarded Markdown has absolute links too, except in code', () => {
  const source = 'See [a](/history "t"), ![b](/b.png), `[c](/c)` and [d].\n\n[d]: #top\n[^1]: /no';
  expect(wholeLinks(source, base)).toBe(
    `See [a](${url}/de/history "t"), ![b](${url}/b.png), \`[c](/c)\` and [d].\n\n[d]: ${url}/de/incidents/abc#top\n[^1]: /no`,
  );
});

const everything = `# What happened

Payments **failed**, ~~twice~~. See [the history](/history), ![the graph](/graph.png)
and <https://acme.example/>.[^1]

- [ ] Restart
- [x] Tell
  - everyone

3. three

4. four

| Region | State |
| --- | ---: |
| EU<br>West | up |
| \`US\` | <b>down</b> |

> quoted
> twice

\`\`\`
run  this
\`\`\`

---

[^1]: Later.`;

test('the text part of an email has the whole text, without Markdown', () => {
  expect(markdownToPlainText(everything, base)).toBe(`What happened

Payments failed, ~~twice~~. See the history <${url}/de/history>, the graph <${url}/graph.png>
and https://acme.example/.[1]

- ☐ Restart
- ☑ Tell
  - everyone

3. three

4. four

Region | State
EU West | up
US | <b>down</b>

> quoted
> twice

run  this

---

[1] Later.`);
});

test('headings of an update are below those of the page, and at most level six', () => {
  const html = markdownToHtml('# One\n\nTwo\n---\n\n##### Five');
  expect(html.replace(/\s/g, '')).toBe('<h3>One</h3><h4>Two</h4><h6>Five</h6>');
});

test('images become links, task boxes symbols, and footnotes keep their text', () => {
  const html = markdownToHtml(everything, base);
  expect(html).not.toMatch(/<img|\[\^|\[ \]|&lt;br/);
  expect(html).toContain(
    `<a href="${url}/graph.png" rel="nofollow noopener noreferrer">the graph</a>`,
  );
  expect(html).toContain('<li>☐ Restart</li>');
  expect(html).toContain('<p>[1] Later.</p>');
  expect(html).toContain('&lt;b&gt;down&lt;/b&gt;');
  expect(targetsIn(markdownToHtml('[![Graph](/g.png)](/history)', base))).toEqual([
    `${url}/de/history`,
  ]);
  expect(markdownToText('![](https://acme.example/g.png?x=1)')).toBe('g.png');
});

test.each(['data:text/html,x', 'JAVASCRIPT:alert(1)', 'javascript&colon;alert(1)', 'x:y'])(
  'a target %j makes no link',
  (href) => {
    for (const source of [`[x](<${href}>)`, `![x](<${href}>)`])
      expect(targetsIn(markdownToHtml(source, base))).toEqual([]);
  },
);
