import { describeWindow } from '../../words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { dayAndTime, untilTime } from '../when.ts';
import { teamMail } from './team-mail.ts';

type Line = { text: string };

/** Tells both people at the change of a shift what is open. Instants in UTC ms. */
export function shiftHandoverMail(mail: {
  page: MailPage;
  zone: string;
  now: number;
  schedule: string;
  from: readonly string[];
  to: readonly string[];
  at: number;
  until: number;
  /** Whether it is for the person whose shift begins. */
  isNext: boolean;
  facts: {
    incidents: readonly Line[];
    fixes: readonly Line[];
    overdue: readonly Line[];
    maintenance: readonly { name: string; from: number; until: number }[];
  };
  notes: string;
  link: string;
}): Promise<WrittenMail> {
  const { facts, zone, now, isNext } = mail;
  const schedule = inert(mail.schedule);
  const names = (people: readonly string[]) => new Intl.ListFormat('en').format(people.map(inert));
  const [from, to] = [names(mail.from), names(mail.to)];
  const at = untilTime(mail.at, zone, now);
  const state = isNext
    ? `You’re on call for ${schedule} since ${at}, until ${dayAndTime(mail.until, zone)}. ${from} had the shift before. Accept it when you’ve read this.`
    : `${to} is on call for ${schedule} since ${at}. Add what ${to} needs to know, and say how your shift was.`;
  const windows = facts.maintenance.map(
    (one) => `${one.name}, ${describeWindow(one.from, one.until, zone, now)}`,
  );
  const textsOf = (lines: readonly Line[]) => lines.map(({ text }) => text);
  const lists: [label: string, lines: readonly string[]][] = [
    ['Open incidents', textsOf(facts.incidents)],
    ['Temporary fixes', textsOf(facts.fixes)],
    ['Overdue', textsOf(facts.overdue)],
    ['Maintenance in this shift', windows],
    ['Notes', mail.notes ? mail.notes.split('\n') : []],
  ];
  return teamMail({
    ...{ page: mail.page, link: mail.link, paragraphs: [state] },
    title: isNext ? `Your shift begins: ${schedule}` : `Your shift is over: ${schedule}`,
    button: isNext ? 'Accept shift' : 'Open hand-over',
    sections: lists.map(([label, lines]) => ({
      ...{ label, lines: lines.length > 0 ? lines.map(inert) : ['None'] },
    })),
  });
}
