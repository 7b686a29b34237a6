/** A form's fields by name; one that came twice is a list. */
export type DraftValues = Readonly<Record<string, string | readonly string[]>>;

/** What somebody wrote into a field that another had changed meanwhile. */
export type Dispute = { field: string; by: string; name: string; value: string };

/** A person counts as being there for so long after a sign of life; a hidden tab gives one a minute. */
export const PRESENCE_TTL = 90_000;

/** The fields of the console's forms. Whatever else is posted with a form is not kept. */
const fields = new Set([
  ...['state', 'template', 'name', 'body', 'composed', 'severity', 'impactOverride', 'notify'],
  ...['detach', 'override', 'publishAt', 'publishZone', 'expectedRevision', 'seen'],
  ...['scheduledFor', 'scheduledUntil', 'zone', 'components', 'overlap', 'remind', 'remindOther'],
  ...['verify', 'autoStart', 'autoEnd', 'moves', 'notifyStart', 'notifyVerify', 'notifyEnd'],
  ...['repeat', 'repeatUntil', 'rrule', 'follows', 'another'],
]);
/** Answers, severity questions, statuses of components, and texts in other languages. */
const numbered =
  /^(?:(?:name|body|composed)@[a-z]{2}|[fs]\.\w{1,40}(?:\.other|@[a-z]{2})?|c\.\w{1,40})$/;
const isField = (name: string): boolean => fields.has(name) || numbered.test(name);

/** What the writer had seen of the incident: the newest counts. */
const seen = ['expectedRevision', 'seen'];

export const contentOf = (values: DraftValues): DraftValues =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => isField(name) && value.length > 0),
  );

/** Fields of a draft that say nothing to readers. */
const unsaid =
  /^(template|composed(@.*)?|override|expectedRevision|seen|publishAt|publishZone|follows|another)$/;

/**
 * Whether all that its author can change is the same in both forms. Drafts that were published before
 * their values were stored count as the same.
 */
export function hasSameContent(published: DraftValues, posted: DraftValues): boolean {
  if (Object.keys(published).length === 0) return true;
  const mine = withUnasked(posted, published);
  const names = Object.keys({ ...published, ...mine }).filter((name) => !unsaid.test(name));
  const words = (values: DraftValues, name: string) =>
    String(values[name] ?? '')
      .replaceAll('\r\n', '\n')
      .trim();
  return names.every((name) => words(published, name) === words(mine, name));
}

const textOf = (values: DraftValues | null, name: string): string =>
  JSON.stringify(values?.[name] ?? '');

const one = (values: DraftValues, name: string): string => String(values[name] ?? '').trim();

/** `composed` and `composed@de`: what the answers made of `body` and `body@de`. */
const isMade = (field: string): boolean => /^composed(@|$)/.test(field);
const textFrom = (field: string): string => field.replace('composed', 'body');
const isText = (field: string): boolean => /^body(@|$)/.test(field);

/** The text follows the answers: nobody wrote it. */
const isComposed = (values: DraftValues, field: string): boolean =>
  one(values, field) === one(values, field.replace('body', 'composed'));

type Merged = {
  values: DraftValues;
  disputes: Dispute[];
  /** Fields in which another's change was taken over. */
  taken: string[];
};

/**
 * Puts one person's form together with what others stored since it was opened on `base`, field by
 * field. A field that both changed stays as it is stored, with the other version beside it until
 * somebody chooses: `choose.<field>` is `stored`, or the id of whose words it shall be.
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
    if (seen.includes(field)) {
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
      put(field, side === 'mine' ? mine[field] : stored[field]);
      if (side === 'stored' && !isMade(field) && textOf(stored, field) !== textOf(mine, field))
        taken.push(field);
      if (side === 'both') disputes.push({ field, by, name, value: one(mine, field) });
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
  if (isMade(field))
    return sideOf(textFrom(field), base, stored, mine) === 'mine' ? 'mine' : 'stored';
  if (textOf(stored, field) === textOf(mine, field)) return 'stored';
  if (base && textOf(base, field) === textOf(stored, field)) return 'mine';
  if (base && textOf(base, field) === textOf(mine, field)) return 'stored';
  // A text that only follows the answers gives way to one that somebody wrote.
  if (isText(field) && isComposed(mine, field)) return 'stored';
  if (isText(field) && isComposed(stored, field)) return 'mine';
  return 'both';
}

/** Another state's questions are not in this form; their answers stay. */
const withUnasked = (posted: DraftValues, stored: DraftValues): DraftValues => {
  const isOther = posted.state !== stored.state || posted.template !== stored.template;
  const kept = Object.entries(stored).filter(
    ([name]) => isOther && /^[fs]\./.test(name) && !(name in posted),
  );
  return { ...Object.fromEntries(kept), ...contentOf(posted) };
};

/** The form as this person left it: with their own words where two differ. */
export const shownTo = (
  draft: { values: DraftValues; disputes: readonly Dispute[] },
  by: string,
): DraftValues => ({
  ...draft.values,
  ...Object.fromEntries(
    draft.disputes.filter((one) => one.by === by).map(({ field, value }) => [field, value]),
  ),
});
