import { isMap, parseDocument } from 'yaml';
import { z } from 'zod';
import { RunbookContent } from '../../api/domain/runbook/runbook.ts';
import { type RunbookSource, runbooksOf } from './split.ts';
import { titleIn } from './title.ts';

/** A runbook from a file. Components are names: the page may have none of that name. */
export type FileRunbook = Omit<RunbookContent, 'componentIds'> & {
  components: string[];
  /** Keys of the front matter that mean nothing here. */
  unknownKeys: string[];
};

export type RunbookError = { runbook: string; sentence: string };

const MAX = 200;

const Words = z
  .union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])), z.null()])
  .transform((given) =>
    [given ?? []]
      .flat()
      .map((one) => String(one).trim())
      .filter(Boolean),
  )
  .default([]);

const Front = z.looseObject({
  title: z.union([z.string(), z.number(), z.null()]).optional(),
  components: Words,
  alert_names: Words,
  alerts: Words,
});
const known = ['title', 'components', 'alert_names', 'alerts'];

/** All runbooks of a file. `name` is its title where the file itself has none. */
export function readRunbooks(
  source: string,
  name = 'Untitled',
): { runbooks: FileRunbook[]; errors: RunbookError[] } {
  const sources = runbooksOf(source);
  if (sources.length > MAX)
    return {
      runbooks: [],
      errors: [{ runbook: name, sentence: `A file can hold at most ${MAX} runbooks.` }],
    };
  const read = sources.map((one) => readOne(one, name));
  return {
    runbooks: read.flatMap((one) => ('sentence' in one ? [] : one)),
    errors: read.flatMap((one) => ('sentence' in one ? one : [])),
  };
}

function readOne({ front, title, text }: RunbookSource, name: string): FileRunbook | RunbookError {
  const given = frontIn(front ?? '');
  if (typeof given === 'string') return { runbook: name, sentence: given };
  const [heading, rest] = titleIn(text);
  const written = String(given.title ?? '').trim() || title;
  const named = [...given.alert_names, ...given.alerts];
  const content = RunbookContent.omit({ componentIds: true }).safeParse({
    title: written || heading || name,
    // A heading that is the title is not repeated in the text.
    body: heading && (!written || heading === written) ? rest : text,
    // Front matter says all: a text with it names no further alerts.
    alertNames: front === null ? alertsIn(text) : named,
  });
  if (!content.success)
    return {
      runbook: written || heading || name,
      sentence: content.error.issues[0]?.message ?? 'Not a runbook.',
    };
  const unknownKeys = Object.keys(given).filter((key) => !known.includes(key));
  return { ...content.data, components: given.components, unknownKeys };
}

/** The keys of the front matter, or a sentence that says what is wrong. */
function frontIn(front: string): z.infer<typeof Front> | string {
  const document = parseDocument(front);
  const [error] = document.errors;
  if (error) return `The front matter is not valid YAML: ${error.message.split('\n')[0]}`;
  if (front.trim() !== '' && !isMap(document.contents))
    return 'The front matter must have keys, such as “title: Database is slow”.';
  const parsed = Front.safeParse(front.trim() === '' ? {} : valuesIn(document));
  return parsed.success
    ? parsed.data
    : `“${parsed.error.issues[0]?.path.join('.')}” must be a text or a list of texts.`;
}

/** Rejects exponential aliases. */
function valuesIn(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch {
    return null;
  }
}

/** “Alert: `redis_memory_usage > 90%`” is about the alert “redis_memory_usage”. */
const alertsIn = (text: string): string[] =>
  [...text.matchAll(/^\s*[-*]\s*(?:\*\*)?Alerts?(?::\*\*|\*\*:|:)\s*(?:`([^`\n]+)`|(.+))$/gim)]
    .map(([, code, words = '']) => (code ?? words).replace(/\s*[<>=].*$/, '').trim())
    .filter((name) => name !== '' && name.length <= 160);
