import { stringify } from 'yaml';
import type { RunbookContent } from '../../api/domain/runbook/runbook.ts';
import { linesOf, openFenceOf } from './fences.ts';
import { titleIn } from './title.ts';

type Written = Omit<RunbookContent, 'componentIds'> & { components: readonly string[] };

/** Markdown with front matter, for Git, for reading, and for importing. Several are one file. */
export const writeRunbooks = (runbooks: readonly Written[]): string =>
  runbooks.map(documentOf).join('\n');

/** `database-is-slow.md` */
export const runbookFileName = ({ title }: Pick<RunbookContent, 'title'>): string => {
  const words =
    title
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return `${words.join('-').slice(0, 60) || 'runbook'}.md`;
};

function documentOf({ title, body, components, alertNames }: Written): string {
  const front = stringify(
    {
      title,
      ...(components.length > 0 ? { components } : {}),
      ...(alertNames.length > 0 ? { alert_names: alertNames } : {}),
    },
    { lineWidth: 0 },
  );
  // A heading that is the title is left out when the file is read: a text that begins with it has it twice.
  const [heading] = titleIn(body);
  const again = heading === title ? `${body.trimStart().split('\n', 1)[0]}\n` : '';
  return `---\n${front}---\n\n${again}${separable(body)}\n`;
}

/** The text, so that the next document’s front matter is not taken for a part of it, and the reverse. */
function separable(body: string): string {
  const lines = linesOf(body);
  const text = lines
    .map(({ text: line, isCode }, i) =>
      !isCode && line === '---' && /^title:/.test(lines[i + 1]?.text ?? '') ? '--- ' : line,
    )
    .join('\n');
  const fence = openFenceOf(body);
  return fence ? `${text}\n${fence}` : text;
}
