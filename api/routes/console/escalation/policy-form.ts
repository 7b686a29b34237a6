import { EscalationPolicy, type EscalationTarget } from '../../../domain/escalation/policy.ts';
import { Opened, parse, text, type Values } from '../../../http/form.ts';
import { rowsOf } from '../settings/rows.ts';

const list = (values: Values, name: string): string[] =>
  [values[name] ?? []].flat().filter(Boolean);

/** Empty is null; anything but a number is left for the schema to reject. */
const numberIn = (typed: string): number | null =>
  typed.trim() === '' ? null : Number(typed.trim());

/** `role:owners`, `person:ID`, `schedule:ID` or `pagerduty`. */
function targetIn(value: string): EscalationTarget | unknown {
  const [type = '', ...rest] = value.split(':');
  const id = rest.join(':');
  return type === 'role' ? { type, role: id } : { type, id };
}

const rowIn = (values: Values, row: number) => {
  const of = (name: string) => `levels.${row}.${name}`;
  return {
    after: numberIn(text(values, of('after'))),
    severityAtLeast: text(values, of('severityAtLeast')) || null,
    businessImpact: values[of('businessImpact')] !== undefined,
    targets: list(values, of('targets')).map(targetIn),
    acknowledgedBy: text(values, of('acknowledgedBy')) || 'any',
  };
};

const REMOVE = 'remove level ';

/** The form with a level more or less, where a button asks for that; null for any other button. */
export function withChangedLevels(values: Values): Values | null {
  const asked = text(values, 'do');
  const rows = rowsOf(values, 'levels');
  if (asked === 'add level') {
    const next = `levels.${rows.length}`;
    return { ...values, [`${next}.after`]: '', [`${next}.severityAtLeast`]: '' };
  }
  if (!asked.startsWith(REMOVE)) return null;
  const kept = rows.filter((row) => String(row) !== asked.slice(REMOVE.length));
  const others = Object.entries(values).filter(([name]) => !name.startsWith('levels.'));
  const moved = kept.flatMap((row, i) =>
    Object.entries(values).flatMap(([name, value]) => {
      const [, number, field] = name.split('.');
      return name.startsWith('levels.') && number === String(row)
        ? [[`levels.${i}.${field}`, value] as const]
        : [];
    }),
  );
  return Object.fromEntries([...others, ...moved]);
}

/** Drops levels that say neither when nor whom. Errors name rows as submitted. */
export function readPolicyForm(values: Values) {
  const rows = rowsOf(values, 'levels')
    .map((row) => ({ row, level: rowIn(values, row) }))
    .filter(
      ({ level }) =>
        level.after !== null ||
        level.severityAtLeast !== null ||
        level.businessImpact ||
        level.targets.length > 0,
    );
  return parse(
    EscalationPolicy.extend({ expectedRevision: Opened }),
    {
      name: text(values, 'name'),
      levels: rows.map(({ level }) => level),
      repeats: numberIn(text(values, 'repeats')) ?? 0,
      repeatAfter: numberIn(text(values, 'repeatAfter')) ?? 30,
      severities: list(values, 'severities'),
      components: list(values, 'components'),
      expectedRevision: values.expectedRevision,
    },
    ([name, i, field]) =>
      typeof i === 'number' && name === 'levels'
        ? `levels.${rows[i]?.row}.${String(field)}`
        : String(name),
  );
}
