import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunbookContent } from '../../api/domain/runbook/runbook.ts';
import { openFenceOf } from '../../templates/runbook/fences.ts';
import { readRunbooks } from '../../templates/runbook/read.ts';
import { runbookHtml, runbookSteps } from '../../templates/runbook/render.ts';
import { starterRunbooks } from '../../templates/runbook/starters/index.ts';
import { runbookSkeleton } from '../../templates/runbook/starters/skeleton.ts';
import { writeRunbooks } from '../../templates/runbook/write.ts';

const handbook = readFileSync(new URL('../fixtures/handbook.md', import.meta.url), 'utf8');
const titles = (source: string, name?: string) =>
  readRunbooks(source, name).runbooks.map(({ title }) => title);

describe('importing', () => {
  test('takes the runbooks of a whole handbook as they are, and nothing else of it', () => {
    const { runbooks, errors } = readRunbooks(handbook);
    expect(errors).toEqual([]);
    expect(runbooks.map(({ title }) => title)).toEqual([
      ...['Cache Memory Full', 'Socket Server Overload', 'Connection Pool Exhausted'],
      ...['Sign-in Provider Down', '[Alert Name]'],
    ]);
    const [cache, , pool, provider] = runbooks;
    expect(cache?.alertNames).toEqual(['cache_memory_usage']);
    expect(pool?.alertNames).toEqual(['db_pool_exhausted']);
    expect(cache?.body).toMatch(/^#### Symptoms\n[\s\S]*allkeys-lru`$/);
    expect(runbookSteps(cache?.body ?? '')).toHaveLength(3);
    // The heading in a block of code ends no runbook.
    expect(cache?.body).toContain('# Check memory usage');
    expect(provider?.body).not.toMatch(/Postmortem|Timeline/);
  });

  test.each([
    ['a title in the front matter', '---\ntitle: A\n---\n\nText', 'A'],
    ['other keys first', '---\nalert_names: x\ntitle: B\n---\nText', 'B'],
    ['a first heading', '# Runbook: C\n\nText', 'C'],
    ['a first heading of any name', '# D is down\r\n\r\nText', 'D is down'],
    ['nothing but text', 'Restart it.', 'E.md'],
    ['a mark of the byte order', '\uFEFF---\ntitle: F\n---\nText', 'F'],
  ])('takes a file with %s', (_, source, title) => {
    expect(titles(source, 'E.md')).toEqual([title]);
  });

  test('takes alerts from a line of the text that names them, unless there is front matter', () => {
    const alerts = (source: string) => readRunbooks(source).runbooks[0]?.alertNames;
    expect(alerts('- Alert: `pool > 5`\n- **Alert:** Other\n- Alerts above 90%')).toEqual([
      ...['pool', 'Other'],
    ]);
    expect(alerts('---\ntitle: A\n---\n- Alert: `pool`')).toEqual([]);
  });

  test('reports unreadable parts, and unknown keys', () => {
    const broken = readRunbooks('---\ntitle: [\n---\nText', 'x.md');
    expect(broken.errors[0]).toMatchObject({ runbook: 'x.md' });
    expect(readRunbooks('---\ntitle: A\ncomponents: {a: b}\n---\nText').errors).toHaveLength(1);
    const [odd] = readRunbooks('---\ntitle: A\ntags: [b]\n---\nText').runbooks;
    expect(odd?.unknownKeys).toEqual(['tags']);
    expect(readRunbooks('').runbooks).toEqual([]);
  });

  test('an export comes back unchanged, also from one file of many', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '---',
        'title: x',
        '```bash',
        '```',
        '~~~',
        '# Runbook: x',
        '1. Do',
        '',
        '  - y',
      ),
      fc.string({ maxLength: 30 }),
    );
    const runbook = fc.record({
      title: fc.string({ minLength: 1, maxLength: 40 }),
      body: fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
      alertNames: fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 3 }),
    });
    const fit = (one: object) => RunbookContent.safeParse(one);
    const titled = { title: 'x', body: '# Runbook: x\n\nDo.', alertNames: [] };
    fc.assert(
      fc.property(fc.array(runbook, { minLength: 1, maxLength: 4 }), (some) => {
        const stored = some.flatMap((one) => fit(one).data ?? []);
        const file = writeRunbooks(stored.map((one) => ({ ...one, components: [] })));
        const { runbooks, errors } = readRunbooks(file);
        expect(errors).toEqual([]);
        // A rule before a title gets a space, and a block that was left open is closed.
        const fence = ({ body }: { body: string }) =>
          openFenceOf(body) &&
          `
${openFenceOf(body)}`;
        expect(
          runbooks.map(({ title, body, alertNames }) => [
            ...[title, body.replace(/^--- $/gm, '---'), alertNames],
          ]),
        ).toEqual(stored.map((one) => [one.title, one.body + fence(one), one.alertNames]));
      }),
      { numRuns: 500, examples: [[[titled, { ...titled, body: '  # x' }]]] },
    );
  });
});

describe('showing', () => {
  const subject = { id: 'abcdefghijkl', name: 'Card payments' };

  test('fills the component into commands, texts and links', () => {
    const html = runbookHtml(
      'Restart {{component}}: [graph](https://g.example/?c={{component}})\n\n```\nrun {{ component_slug }} {{component_id}}\n```',
      { subject },
    );
    expect(html).toContain('Restart Card payments:');
    expect(html).toContain('https://g.example/?c=Card%20payments');
    expect(html).toContain('run card-payments abcdefghijkl');
    expect(runbookHtml('`{{component}}` {{other}}')).toContain('{{component}}</code> {{other}}');
  });

  test('neither text nor the name of a component becomes markup or a command', () => {
    const evil = { id: 'x', name: '<img src=x onerror=alert(1)>`$(rm -rf /)`; "[x](javascript:a)' };
    const body = [
      '{{component}} <script>alert(1)</script> [x](javascript:alert(1)) ![x](https://t.example/p.png)',
      '1. <b>{{component}}</b> `{{component}}`',
      '```bash"><script>\necho "{{component}}"\n```',
    ].join('\n\n');
    const run = { ticks: new Map([[1, '<i>Ada</i>']]), form: 'ticks' };
    const html = runbookHtml(body, { subject: evil, run });
    const tags = html.replace(/"[^"]*"/g, '""').match(/<[^>]+>/g) ?? [];
    expect(tags.join('')).not.toMatch(/<(?:script|img|b|i)\b|\son\w+=/);
    expect(html).not.toMatch(/href="javascript/);
    const [, command = ''] = /<code id="command-1">([^<]*)</.exec(html) ?? [];
    expect(command).toMatch(/^echo &quot;[\w .:/-]*&quot;$/);
  });

  test('commands have a copy button and steps a checkbox, counted through the text', () => {
    const body =
      '## A\n1. One\n   ```\n   a\n   ```\n2. Two\n\n## B\n- [ ] Three\n- remark\n   1. inner';
    const run = { ticks: new Map([[2, 'Ada, 10:02']]), form: 'ticks' };
    const html = runbookHtml(body, { run });
    expect(html.match(/data-copy-text="command-1"/g)).toHaveLength(1);
    expect([...html.matchAll(/name="step" value="([^"]+)"/g)].map(([, value]) => value)).toEqual([
      ...['1:on', '2:off', '3:on'],
    ]);
    expect(html).toContain('aria-label="Done: Two"');
    expect(html).toContain('<small>Ada, 10:02</small>');
    expect(html).not.toContain('☐');
    expect(runbookHtml(body)).not.toContain('<button class="tick-step"');
  });

  test.each(['# A\n### B', '### A\n##### B'])(
    'the highest heading is of the second level: %j',
    (body) => {
      expect([...runbookHtml(body).matchAll(/<h(\d)>/g)].map(([, n]) => n)).toEqual(['2', '4']);
    },
  );
});

test('the starter runbooks have the sections, steps, and no real system’s name', () => {
  const sections = [
    'Symptoms',
    'Impact',
    'Quick diagnosis',
    'Remediation',
    'Verification',
    'Escalation',
    'Prevention',
  ];
  for (const { title, body } of [
    ...starterRunbooks,
    { title: 'Skeleton', body: runbookSkeleton },
  ]) {
    const own = [...body.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    expect([title, own]).toEqual([title, sections]);
    expect(runbookSteps(body).length).toBeGreaterThan(3);
    expect(RunbookContent.safeParse({ title, body }).success).toBe(true);
  }
});
