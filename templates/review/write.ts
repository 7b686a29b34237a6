import {
  type ActionItemKind,
  type ActionItemState,
  actionItemKindLabels,
  actionItemStateLabels,
} from '../../api/domain/action-item/action-item.ts';
import type { ReviewHead } from '../../api/domain/review/cells.ts';
import { pointsOf, type ReviewValues, whysOf } from '../../api/domain/review/fields.ts';
import type { TimelineLine } from '../../api/domain/review/timeline.ts';
import type { Milestone as ReviewMilestone } from '../../api/domain/room/milestone.ts';
import { describeMilestone } from '../../api/domain/room/timeline/timeline.ts';
import { dayOf, localInput } from '../../api/domain/time/zone.ts';

export type WrittenReview = {
  title: string;
  zone: string;
  head: ReviewHead;
  values: ReviewValues;
  timeline: readonly TimelineLine[];
  items: readonly {
    kind: ActionItemKind;
    title: string;
    ownerName: string;
    dueAt: number | null;
    ticketUrl: string;
    state: ActionItemState;
  }[];
  decisions: readonly { at: number; text: string; author: string }[];
  milestones: readonly ReviewMilestone[];
};

/** The document as Markdown, in the order of the template. Empty sections are left out. */
export function writeReview(review: WrittenReview): string {
  const { title, values, head, items, decisions, milestones, timeline, zone } = review;
  const when = (at: number) => localInput(at, zone).replace('T', ' ');
  const whys = whysOf(values);
  const impact = [
    values.users_affected && `- Users affected: ${values.users_affected}`,
    values.minutes_down && `- Minutes down: ${values.minutes_down}`,
    values.revenue && `- Revenue impact: ${values.revenue}`,
    values.data_loss && `- Data loss: ${values.data_loss}`,
  ].filter(Boolean);
  const fixes = [
    values.resolution_temporary && `**Temporary:** ${values.resolution_temporary}`,
    values.resolution_permanent && `**Permanent:** ${values.resolution_permanent}`,
  ].filter(Boolean);
  return `${[
    `# Postmortem: ${inline(title)}`,
    table(
      ['Field', 'Value'],
      [
        ['Date', head.date],
        ['Duration', head.duration],
        ['Severity', head.severity ?? ''],
        ['Author', values.author ?? ''],
        ['Incident commander', head.commander],
      ],
    ),
    section('Summary', values.summary),
    section('Impact', impact.join('\n')),
    section(
      `Timeline (${zone})`,
      timeline.length > 0 &&
        table(
          ['Time', 'Event'],
          timeline.map(({ at, text }) => [when(at), text]),
        ),
    ),
    section(
      'Milestones',
      milestones.length > 0 &&
        table(
          ['Milestone', 'Time', 'Set by'],
          milestones.map((one) => [
            ...[describeMilestone(one.kind, one.level), when(one.at)],
            [one.automatic ? 'Automatic' : one.author, one.reason].filter(Boolean).join(': '),
          ]),
        ),
    ),
    section('Root cause', values.root_cause),
    section(
      'Five whys',
      whys
        .map(({ why, because, isRoot, after }, i) =>
          [
            `${i + 1}. ${why}`,
            after !== null && `   (follows from ${after})`,
            because && `   → Because: ${because}`,
            isRoot && '   **Root cause**',
          ]
            .filter(Boolean)
            .join('\n'),
        )
        .join('\n'),
    ),
    section('Contributing factors', list(values.contributing)),
    section('Resolution', fixes.join('\n\n')),
    section('What went well', list(values.went_well)),
    section('What went poorly', list(values.went_poorly)),
    section(
      'Action items',
      items.length > 0 &&
        table(
          ['Action', 'Kind', 'Owner', 'Due', 'Ticket', 'Status'],
          items.map((one) => [
            one.title,
            actionItemKindLabels[one.kind],
            one.ownerName,
            one.dueAt === null ? '' : dayOf(one.dueAt, zone),
            one.ticketUrl,
            actionItemStateLabels[one.state],
          ]),
        ),
    ),
    section('Lessons learned', list(values.lessons)),
    section(
      'Decisions',
      decisions.length > 0 &&
        table(
          ['Time', 'Decision', 'By'],
          decisions.map(({ at, text, author }) => [when(at), text, author]),
        ),
    ),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

const section = (title: string, body: string | false | undefined): string =>
  body ? `## ${title}\n\n${body}` : '';

const list = (text: string | undefined): string =>
  pointsOf(text)
    .map((line) => `- ${line}`)
    .join('\n');

const inline = (text: string): string => text.replace(/\s+/g, ' ').trim();
const cell = (text: string): string => inline(text).replaceAll('|', '\\|');

const table = (names: readonly string[], rows: readonly (readonly string[])[]): string =>
  [names, names.map(() => '---'), ...rows.map((row) => row.map(cell))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** `2026-11-29-card-payments-fail.md` */
export const reviewFileName = ({ title, head }: Pick<WrittenReview, 'title' | 'head'>): string => {
  const words =
    title
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return `${[head.date, ...words].join('-').slice(0, 80)}.md`;
};
