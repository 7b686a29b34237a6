import { escapeHtml } from './text.ts';

/**
 * A page that needs nothing: no snapshot, no Astro, no database, no style. What people see when all
 * of that is missing.
 */
export function plainPage(page: { title: string; lines: string[]; kept?: string }): string {
  const kept = page.kept
    ? `<p>What you typed, so that it is not lost:</p><textarea rows="12" cols="80" readonly>\n${escapeHtml(page.kept)}</textarea>`
    : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<h1>${escapeHtml(page.title)}</h1>
${page.lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
${kept}
</html>
`;
}
