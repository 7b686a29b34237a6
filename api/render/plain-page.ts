import { wordsIn } from '../../site/locales/words.ts';
import type { Locale } from '../domain/text/locale.ts';
import { escapeHtml, xmlText } from './text.ts';

/** A page without snapshot, Astro, database or styles, for when all of them fail. */
export function plainPage(page: {
  locale: Locale;
  title: string;
  lines: string[];
  submittedText?: string;
}): string {
  const { say, dir } = wordsIn(page.locale);
  const submittedText = page.submittedText
    ? `<p><label>${say('problem.kept')}<br><textarea rows="12" cols="32" readonly>\n${shown(page.submittedText)}</textarea></label></p>`
    : '';
  return `<!doctype html>
<html lang="${page.locale}" dir="${dir}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${shown(page.title)}</title>
<main>
<h1>${shown(page.title)}</h1>
${page.lines.map((line) => `<p>${shown(line)}</p>`).join('\n')}
${submittedText}
</main>
</html>
`;
}

/** HTML, like XML, allows no control characters. */
const shown = (text: string): string => escapeHtml(xmlText(text));
