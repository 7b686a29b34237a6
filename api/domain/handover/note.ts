import { z } from 'zod';
import { storable } from '../text/characters.ts';

/** The parts of a hand-over note, in the order in which the next person reads them. */
export const noteFields = [
  'status',
  'severity',
  'happened',
  'tried',
  'learned',
  'hypotheses',
  'nextSteps',
  'contacts',
] as const;
export type NoteField = (typeof noteFields)[number];
export type Note = Record<NoteField, string>;

export const noteLabels: Record<NoteField, string> = {
  status: 'Status',
  severity: 'Severity',
  happened: 'What happened',
  tried: 'What we tried',
  learned: 'What we learned',
  hypotheses: 'Open hypotheses',
  nextSteps: 'Next steps',
  contacts: 'Contacts',
};

/** One line; the others are lists. */
export const isLine = (field: NoteField): boolean => field === 'status' || field === 'severity';

const MAX = 4000;

export const NoteText = z
  .string()
  .overwrite((text) => storable(text).trim())
  .max(MAX, 'Each part can have at most 4,000 characters.');

/** Facts about an incident. Names and times are formatted. */
export type NoteFacts = {
  state: string;
  phase: string;
  severity: string | null;
  mitigation: string | null;
  /** Answers of the triage card with their questions, as far as given. */
  triage: Partial<Record<'broken' | 'affected' | 'since' | 'bad' | 'changed' | 'tried', string>>;
  /** Pinned or decided, oldest first. */
  events: readonly { kind: string; text: string; at: string; pinned: boolean }[];
  suspects: readonly string[];
  hypotheses: readonly {
    text: string;
    state: 'open' | 'ruled_out' | 'confirmed';
    evidence: string;
  }[];
  timers: readonly { action: string; owner: string; due: string; state: string }[];
  /** Items of the checklist of the present phase that are not ticked. */
  open: readonly string[];
  /** When the next public update is due; null without a promise. */
  nextUpdate: string | null;
  /** Roles with the people who have them, and shared links. */
  contacts: readonly [label: string, value: string][];
};

const list = (lines: readonly (string | false | null | undefined)[]): string =>
  lines
    .flatMap((line) => (line ? [`- ${line.replaceAll(/\s+/g, ' ').trim()}`] : []))
    .join('\n')
    .slice(0, MAX);

const labeled = (label: string, value: string | undefined) => value && `${label}: ${value}`;
/** Longer lists are cut; the timeline has the rest. */
const MAX_EVENTS = 12;
const MAX_OPEN_ITEMS = 6;

/** A draft of the note, which the person who hands over edits. */
export function draftNote(facts: NoteFacts): Note {
  const { triage, events, hypotheses, timers } = facts;
  const ofKind = (...kinds: string[]) =>
    events.filter(({ kind }) => kinds.includes(kind)).slice(-MAX_EVENTS);
  const hypothesesIn = (state: (typeof hypotheses)[number]['state']) =>
    hypotheses.filter((one) => one.state === state);
  const withEvidence = (one: (typeof hypotheses)[number]) =>
    one.evidence ? `${one.text} (${one.evidence})` : one.text;
  const done = timers.filter(({ state }) => state === 'done');
  const running = timers.filter(({ state }) => state === 'running');
  return {
    status: [facts.state, facts.phase, facts.mitigation && `mitigation: ${facts.mitigation}`]
      .filter(Boolean)
      .join(' · '),
    severity: facts.severity ?? 'Not set',
    happened: list([
      triage.broken,
      labeled('Affected', triage.affected),
      labeled('Since', triage.since),
      labeled('How bad', triage.bad),
      ...events
        .filter(({ kind, pinned }) => kind === 'decision' || pinned)
        .slice(-MAX_EVENTS)
        .map(({ text, at, kind }) => `${at}: ${kind === 'decision' ? 'Decision: ' : ''}${text}`),
    ]),
    tried: list([
      triage.tried,
      ...ofKind('action').map(({ text, at }) => `${at}: ${text}`),
      ...done.map(({ action, owner }) => (owner ? `${action} (${owner})` : action)),
      ...hypothesesIn('ruled_out').map((one) => `Ruled out: ${withEvidence(one)}`),
    ]),
    learned: list([
      labeled('What changed', triage.changed),
      ...facts.suspects.map((one) => `Suspected change: ${one}`),
      ...hypothesesIn('confirmed').map((one) => `Confirmed: ${withEvidence(one)}`),
      ...ofKind('observation').map(({ text, at }) => `${at}: ${text}`),
    ]),
    hypotheses: list(hypothesesIn('open').map(withEvidence)),
    nextSteps: list([
      facts.nextUpdate && `Next public update due ${facts.nextUpdate}`,
      ...running.map(({ action, owner, due }) =>
        owner ? `${action} (${owner}, until ${due})` : `${action} (until ${due})`,
      ),
      ...ofKind('question').map(({ text }) => `Open question: ${text}`),
      ...facts.open.slice(0, MAX_OPEN_ITEMS),
    ]),
    contacts: list(facts.contacts.map(([label, value]) => `${label}: ${value}`)),
  };
}
