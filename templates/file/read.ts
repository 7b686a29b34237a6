import { isMap, LineCounter, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { MessageTemplate, TemplateField } from '../../api/domain/template/template.ts';
import { locales } from '../../api/domain/text/locale.ts';
import type { Translations } from '../../api/domain/text/translation.ts';
import { didYouMean } from '../compare/near.ts';
import { errorIn } from '../engine.ts';
import type { SourcePosition } from '../template-error.ts';
import { idOf, type Naming } from './naming.ts';
import { type Parsed, type Path, SourcePlaces } from './place.ts';
import {
  duplicateKeysIn,
  isEmptyDocument,
  MAX_TEMPLATES,
  plainData,
  sizeProblem,
  TOO_MANY,
} from './yaml.ts';

export type FileError = SourcePosition & { sentence: string };
type Issue = { path: Path; sentence: string; ofKey?: boolean };
type Read = { template: MessageTemplate } | { errors: FileError[] };

const MAX_ERRORS = 20;
/** Words in a list or a single one; numbers become words. */
const Word = z.union([z.string(), z.number()]).transform((given) => String(given).trim());
const Words = z
  .union([Word, z.array(Word)])
  .transform((given) => [given].flat())
  .default([]);
const FileField = z.strictObject({ ...TemplateField.shape, options: Words });
const FileTemplate = z.strictObject({
  state: MessageTemplate.shape.state,
  name: Word,
  components: Words,
  severities: Words,
  fields: z.array(FileField).default([]),
  text: z.string(),
  translations: z.partialRecord(z.enum(locales), z.string()).default({}),
});
const keys = [...Object.keys(FileTemplate.shape), ...Object.keys(FileField.shape)];

/** All templates of a file, or all errors with their positions; never a part. */
export function readTemplates(
  source: string,
  naming: Naming,
): { templates: MessageTemplate[]; errors: FileError[] } {
  const refused = (sentence: string) => ({
    templates: [],
    errors: [{ line: 1, column: 1, sentence }],
  });
  const unread = sizeProblem(source);
  if (unread) return refused(unread);
  const lineCounter = new LineCounter();
  // The parser compares every pair of keys, so `duplicateKeysIn` checks duplicates instead.
  const options = { lineCounter, prettyErrors: false, uniqueKeys: false };
  const documents = [parseAllDocuments(source, options)]
    .flat()
    .filter((document): document is Parsed => !isEmptyDocument(document as Parsed)); // filtered above
  if (documents.length === 0) return refused('The file contains no templates.');
  if (documents.length > MAX_TEMPLATES) return refused(TOO_MANY);
  const read = documents.map((one) =>
    readOne(one, new SourcePlaces(one, lineCounter, source), naming),
  );
  const errors = read.flatMap((one) => ('errors' in one ? one.errors : []));
  return errors.length > 0
    ? { templates: [], errors: errors.slice(0, MAX_ERRORS) }
    : {
        templates: read.flatMap((one) => ('template' in one ? one.template : [])),
        errors,
      };
}

function readOne(document: Parsed, places: SourcePlaces, naming: Naming): Read {
  const refuse = (issues: readonly Issue[]): Read => ({
    errors: issues.slice(0, MAX_ERRORS).map(({ path, sentence, ofKey }) => ({
      ...(ofKey ? places.ofKey(path) : places.of(path)),
      sentence,
    })),
  });
  const wrong = document.errors.map(({ pos, message }) => ({ at: pos[0], message }));
  if (wrong.length === 0) wrong.push(...duplicateKeysIn(document));
  if (wrong.length > 0)
    return {
      errors: wrong.slice(0, MAX_ERRORS).map(({ at, message }) => ({
        ...places.at(at),
        sentence: `Invalid YAML: ${message}.`,
      })),
    };
  if (!isMap(document.contents))
    return refuse([{ path: [], sentence: 'A template must start with “state:” and “name:”.' }]);
  const given = FileTemplate.safeParse(plainData(document));
  if (!given.success) return refuse(given.error.issues.flatMap(sentencesOf));
  const { components, text, ...rest } = given.data;
  const unknown = [
    ...unknownIn('components', 'component', components, [...naming.nameOf.values()]),
    ...unknownIn('severities', 'severity', rest.severities, naming.severities),
  ];
  if (unknown.length > 0) return refuse(unknown);
  const componentIds = components.flatMap((name) => idOf(naming, name) ?? []);
  const checked = MessageTemplate.safeParse({ ...rest, componentIds, body: text });
  if (!checked.success) return refuse(checked.error.issues.flatMap(sentencesOf));
  const template = { ...checked.data, translations: withoutEmpty(checked.data.translations) };
  const texts: [Path, string][] = [
    [['text'], template.body],
    ...Object.entries(template.translations).map(([locale, body]): [Path, string] => [
      ['translations', locale],
      body,
    ]),
  ];
  const errors = texts.flatMap(([path, body]) => {
    const error = errorIn({ body, fields: template.fields });
    return error ? { ...places.within(path, error.place), sentence: error.reason } : [];
  });
  return errors.length > 0 ? { errors } : { template };
}

const withoutEmpty = (given: Translations): Translations =>
  Object.fromEntries(Object.entries(given).filter(([, body]) => body !== ''));

function sentencesOf(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MAX_ERRORS).map((key) => ({
      path: [...issue.path, key],
      ofKey: true,
      sentence: `“${key}” isn’t a known key.${didYouMean(key, keys)}`,
    }));
  const path = issue.path.map((part) => (part === 'body' ? 'text' : part));
  return [
    {
      path,
      sentence: sentenceOf(
        issue,
        path.findLast((part) => typeof part === 'string'),
      ),
    },
  ];
}

function sentenceOf(issue: z.core.$ZodIssue, key: string | undefined): string {
  if (issue.code === 'invalid_value') return `“${key}” must be one of ${issue.values.join(', ')}.`;
  if (issue.code === 'invalid_type' || issue.code === 'invalid_union')
    return `“${key ?? 'template'}” is missing or has the wrong type.`;
  return issue.message;
}

const unknownIn = (
  list: string,
  what: string,
  given: readonly string[],
  known: readonly string[],
): Issue[] =>
  given.flatMap((name, i) =>
    known.includes(name)
      ? []
      : {
          path: [list, i],
          sentence: `This page has no ${what} “${name}”.${didYouMean(name, known)}`,
        },
  );
