import { internalFields } from '../room/internal-update.ts';

/** Form fields by name; a repeated field is a list. */
export type DraftValues = Readonly<Record<string, string | readonly string[]>>;

/** A field's value that conflicts with somebody else's change. */
export type Dispute = { field: string; by: string; name: string; value: string };

/** How long a person counts as present after the last request; a hidden tab sends one per minute. */
export const PRESENCE_TTL = 90_000;

/** Fields of the console's forms. Other submitted fields are not saved. */
const fields = new Set([
  ...[
    'state',
    'template',
    'name',
    'body',
    'composed',
    'severity',
    'impactOverride',
    'notify',
    'visibility',
  ],
  ...['detach', 'override', 'publishAt', 'publishZone', 'expectedRevision', 'seen'],
  ...['scheduledFor', 'scheduledUntil', 'zone', 'components', 'overlap', 'remind', 'remindOther'],
  ...['verify', 'autoStart', 'autoEnd', 'moves', 'notifyStart', 'notifyVerify', 'notifyEnd'],
  ...['repeat', 'repeatUntil', 'rrule', 'follows', 'another', 'dismissed'],
  ...internalFields.map((field) => `internal.${field}`),
]);
/** Answers, severity questions, component statuses, and translations. */
const numbered =
  /^(?:(?:name|body|composed)@[a-z]{2}|[fs]\.\w{1,40}(?:\.other|@[a-z]{2})?|c\.\w{1,40})$/;
const isField = (name: string): boolean => fields.has(name) || numbered.test(name);

/** Dismissed warnings: those of two people are added up. */
const DISMISSED = 'dismissed';

/** What the writer had seen of the incident: the newest value counts. */
const newestWins = ['expectedRevision', 'seen'];

export const filledFields = (values: DraftValues): DraftValues =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => isField(name) && value.length > 0),
  );

/** Fields of a draft that readers cannot see. */
const unpublishedFields =
  /^(template|composed(@.*)?|override|expectedRevision|seen|publishAt|publishZone|follows|another|dismissed)$/;

/**
 * True when two forms have the same content. Drafts that were published before their values were
 * stored count as equal.
 */
export function hasSameContent(published: DraftValues, posted: DraftValues): boolean {
  if (Object.keys(published).length === 0) return true;
  const mine = withUnasked(posted, published);
  const names = Object.keys({ ...published, ...mine }).filter(
    (name) => !unpublishedFields.test(name),
  );
  const words = (values: DraftValues, name: string) =>
    String(values[name] ?? '')
      .replaceAll('\r\n', '\n')
      .trim();
  return names.every((name) => words(published, name) === words(mine, name));
}

const textOf = (values: DraftValues | null, name: string): string =>
  JSON.stringify(values?.[name] ?? '');

const one = (values: DraftValues, name: string): string => String(values[name] ?? '').trim();

/** `composed` and `composed@de`: the text generated from the answers. */
const isComposedField = (field: string): boolean => /^composed(@|$)/.test(field);
const textFrom = (field: string): string => field.replace('composed', 'body');
const isText = (field: string): boolean => /^body(@|$)/.test(field);

/** True when the text was generated and not edited. */
const isComposed = (values: DraftValues, field: string): boolean =>
  one(values, field) === one(values, field.replace('body', 'composed'));

type Merged = {
  values: DraftValues;
  disputes: Dispute[];
  /** Fields that took over another person's change. */
  taken: string[];
};

/**
 * Merges one person's form with what others saved since `base`, field by field. A field that both
 * changed keeps the stored value, with the other version beside it until `choose.<field>` picks
 * `stored` or an author's id.
 */
export function mergeDraft(given: {
  base: DraftValues | null;
  stored: DraftValues;
  posted: DraftValues;
  disputes: readonly Dispute[];
  by: string;
  name: string;
}): Merged {
  const { base, stored, posted, by, name } = given;
  const mine = withUnasked(posted, stored);
  const values: Record<string, string | readonly string[]> = {};
  const disputes: Dispute[] = [];
  const taken: string[] = [];
  const put = (field: string, value: string | readonly string[] | undefined) => {
    if (value !== undefined && value.length > 0) values[field] = value;
  };
  for (const field of new Set([...Object.keys(stored), ...Object.keys(mine)])) {
    const open = given.disputes.filter((dispute) => dispute.field === field);
    const chosen = one(posted, `choose.${field}`);
    const own = open.some((dispute) => dispute.by === by);
    if (newestWins.includes(field)) {
      put(field, String(Math.max(Number(stored[field] ?? 0), Number(mine[field] ?? 0))));
    } else if (open.length > 0 && chosen === 'stored') {
      put(field, own ? stored[field] : mine[field]);
    } else if (open.length > 0 && (chosen === by || open.some((other) => other.by === chosen))) {
      put(field, chosen === by ? mine[field] : open.find((other) => other.by === chosen)?.value);
    } else if (own) {
      put(field, stored[field]);
      disputes.push(
        ...open.map((dispute) =>
          dispute.by === by ? { ...dispute, value: one(mine, field) } : dispute,
        ),
      );
    } else {
      const side = sideOf(field, base, stored, mine);
      const both = [one(stored, field), one(mine, field)].join(' ');
      const merges = side === 'both' && field === DISMISSED;
      put(field, merges ? both : side === 'mine' ? mine[field] : stored[field]);
      if (
        side === 'stored' &&
        !isComposedField(field) &&
        textOf(stored, field) !== textOf(mine, field)
      )
        taken.push(field);
      if (side === 'both' && !merges) disputes.push({ field, by, name, value: one(mine, field) });
      disputes.push(...open);
    }
  }
  return { values, disputes, taken };
}

function sideOf(
  field: string,
  base: DraftValues | null,
  stored: DraftValues,
  mine: DraftValues,
): 'mine' | 'stored' | 'both' {
  if (isComposedField(field))
    return sideOf(textFrom(field), base, stored, mine) === 'mine' ? 'mine' : 'stored';
  if (textOf(stored, field) === textOf(mine, field)) return 'stored';
  if (base && textOf(base, field) === textOf(stored, field)) return 'mine';
  if (base && textOf(base, field) === textOf(mine, field)) return 'stored';
  // A generated text yields to one that somebody wrote.
  if (isText(field) && isComposed(mine, field)) return 'stored';
  if (isText(field) && isComposed(stored, field)) return 'mine';
  return 'both';
}

/** Answers to another state's questions are not in the form; they are kept. */
const withUnasked = (posted: DraftValues, stored: DraftValues): DraftValues => {
  const isOther = posted.state !== stored.state || posted.template !== stored.template;
  const unchanged = Object.entries(stored).filter(
    ([name]) => isOther && /^[fs]\./.test(name) && !(name in posted),
  );
  return { ...Object.fromEntries(unchanged), ...filledFields(posted) };
};

/** The form for this person, with their own value in conflicting fields. */
export const shownTo = (
  draft: { values: DraftValues; disputes: readonly Dispute[] },
  by: string,
): DraftValues => ({
  ...draft.values,
  ...Object.fromEntries(
    draft.disputes.filter((one) => one.by === by).map(({ field, value }) => [field, value]),
  ),
});
