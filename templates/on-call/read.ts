import { type Document, isMap, isPair, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { type AlertRoute, AlertRouteInput } from '../../api/domain/on-call/alert-route.ts';
import type { FilePolicy } from '../../api/domain/on-call/import-plan.ts';

export type OnCallFile = { policies: FilePolicy[]; alerts: AlertRoute[]; faults: string[] };

const Target = z.looseObject({
  type: z
    .string()
    .transform((type) => type.replace(/_reference$/, ''))
    .pipe(z.enum(['user', 'schedule'], 'A target is a user or a schedule.')),
  id: z.union([z.string(), z.number()], 'A target needs an “id”.').transform(String),
  note: z.string().default(''),
});
const Policy = z.looseObject({
  name: z.string('A policy needs a “name”.').trim().min(1, 'A policy needs a “name”.').max(80),
  num_loops: z.number().int().min(0).max(9).default(0),
  escalation_rules: z
    .array(
      z.looseObject({
        escalation_delay_in_minutes: z
          .number('“escalation_delay_in_minutes” is a number.')
          .int()
          .min(0)
          .max(10_080),
        targets: z.array(Target, 'A rule needs a list of “targets”.').max(20),
      }),
      'A policy needs a list of “escalation_rules”.',
    )
    .min(1, 'A policy needs at least one rule.')
    .max(20, 'A policy can have at most 20 rules.'),
});

const MAX = 200;

/** Reads `escalation_policy:` and `alerts:`, each alone or in one file, also inside Markdown. */
export function readOnCallFile(source: string): OnCallFile {
  const read: OnCallFile = { policies: [], alerts: [], faults: [] };
  for (const document of blocksOf(source).flatMap((block) => parseAllDocuments(block)))
    if ('contents' in document) readDocument(document, read);
  if (read.faults.length === 0 && read.policies.length + read.alerts.length === 0)
    read.faults.push('Found neither “escalation_policy:” nor “alerts:”.');
  if (read.policies.length + read.alerts.length > MAX)
    read.faults.push(`A file can hold at most ${MAX} policies and alerts.`);
  return read;
}

/** The YAML of a Markdown text, or the text itself. */
function blocksOf(source: string): string[] {
  const blocks = [...source.matchAll(/^```ya?ml[^\n]*\n([\s\S]*?)^```/gm)].map(
    ([, yaml = '']) => yaml,
  );
  return blocks.length > 0
    ? blocks.filter((yaml) => /^(escalation_polic(y|ies)|alerts):/m.test(yaml))
    : [source];
}

function readDocument(document: Document, read: OnCallFile): void {
  const [error] = document.errors;
  if (error) {
    read.faults.push(`This is not valid YAML: ${error.message.split('\n')[0]}`);
    return;
  }
  const value = plainOf(document);
  if (typeof value !== 'object' || value === null) return;
  const keys = value as Record<string, unknown>; // any object has them
  addNotes(document, keys);
  for (const one of [keys.escalation_policy ?? [], keys.escalation_policies ?? []].flat())
    add(Policy, one, 'escalation_policy', read, (policy) =>
      read.policies.push({
        name: policy.name,
        repeats: policy.num_loops,
        rules: policy.escalation_rules.map((rule) => ({
          after: rule.escalation_delay_in_minutes,
          targets: rule.targets.map(({ type, id, note }) => ({ type, id, note })),
        })),
      }),
    );
  for (const one of [keys.alerts ?? []].flat())
    add(AlertRouteInput, one, 'alerts', read, (alert) => read.alerts.push(alert));
}

function add<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: string,
  read: OnCallFile,
  store: (value: T) => void,
): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    store(parsed.data);
    return;
  }
  const name =
    typeof value === 'object' && value !== null && 'name' in value ? ` “${value.name}”` : '';
  read.faults.push(`${where}${name}: ${parsed.error.issues[0]?.message ?? 'This can’t be read.'}`);
}

/** Rejects exponential aliases. */
function plainOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch {
    return null;
  }
}

/** Copies the comment beside each target’s ID, such as “# Team lead”, into the value. */
function addNotes(document: Document, keys: Record<string, unknown>): void {
  const root = document.contents;
  if (!isMap(root)) return;
  const policy = root.get('escalation_policy');
  const rules = isMap(policy) ? policy.get('escalation_rules') : null;
  if (!isSeq(rules)) return;
  for (const [i, rule] of rules.items.entries()) {
    const targets = isMap(rule) ? rule.get('targets') : null;
    if (!isSeq(targets)) continue;
    for (const [j, target] of targets.items.entries()) {
      if (!isMap(target)) continue;
      const pair = target.items.find(
        (one) => isPair(one) && isScalar(one.key) && one.key.value === 'id',
      );
      const comment = isScalar(pair?.value)
        ? (pair.value.comment ?? target.comment)
        : target.comment;
      const value = (keys.escalation_policy as never as PlainPolicy).escalation_rules?.[i]
        ?.targets?.[j];
      if (comment && value) value.note = comment.trim();
    }
  }
}

type PlainPolicy = { escalation_rules?: { targets?: { note?: string }[] }[] };
