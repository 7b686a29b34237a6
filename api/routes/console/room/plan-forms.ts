import { z } from 'zod';
import { NewMilestone, setMilestone } from '../../../actions/room/card.ts';
import { addEvent, NewEvent } from '../../../actions/room/event.ts';
import { addHypothesis, decideHypothesis } from '../../../actions/room/hypothesis.ts';
import { dismissNudge, enterPhase, shareLink, tickItem } from '../../../actions/room/plan.ts';
import { changeTimer, startTimer } from '../../../actions/room/timer.ts';
import type { AppContext } from '../../../context/context.ts';
import { refused } from '../../../core/problem.ts';
import { checklistParts } from '../../../domain/room/checklist.ts';
import { containLine } from '../../../domain/room/contain.ts';
import { HypothesisChange, NewHypothesis } from '../../../domain/room/hypothesis.ts';
import { LinkAddress } from '../../../domain/room/link.ts';
import { milestoneKinds, SET_IN_ROOM } from '../../../domain/room/milestone.ts';
import { NudgeAnswer } from '../../../domain/room/nudge.ts';
import { phases } from '../../../domain/room/phase.ts';
import { NewTimer, TimerChange } from '../../../domain/room/timer.ts';
import { LocalTime, parse, text, type Values } from '../../../http/form.ts';

export type RoomVerb = (c: AppContext, values: Values) => Promise<unknown>;

export const who = (c: AppContext) => [c.var.deps, c.var.actor] as const;
export const roomOf = (c: AppContext) => ({
  pageId: c.var.page.id,
  incidentId: c.req.param('id') ?? '',
});

const Links = z.object({
  bridge: LinkAddress.optional(),
  chat: LinkAddress.optional(),
  ticket: LinkAddress.optional(),
});

const linksTyped = ({ bridge, chat, ticket }: Values) => ({ bridge, chat, ticket });

/** An address that was not changed is not shared anew. */
const linksIn = (values: Values) =>
  Object.fromEntries(
    Object.entries(parse(Links, linksTyped(values))).filter(
      ([kind, url]) => url !== undefined && url !== text(values, `was.${kind}`),
    ),
  );

const Ticked = z.object({
  part: z.enum(checklistParts),
  item: z.string(),
  done: z.enum(['yes', 'no']).transform((done) => done === 'yes'),
});

/** A milestone that is put right keeps the reason. */
const milestoneIn = (c: AppContext, values: Values) => {
  const { milestone, reachedAt, milestoneReason } = parse(
    z.object({
      milestone: z.enum(milestoneKinds, 'Choose a milestone.'),
      reachedAt: LocalTime(values, 'reachedAt', c.var.page.timeZone).refine(
        (at) => at <= c.var.deps.clock(),
        'Choose a time in the past.',
      ),
      milestoneReason: z
        .string()
        .trim()
        .min(1, 'Give a reason.')
        .max(500, 'A reason can have at most 500 characters.'),
    }),
    values,
  );
  return NewMilestone.parse({ kind: milestone, at: reachedAt, reason: milestoneReason });
};

/** What to do and what may be the cause, by the last part of the form's address. */
export const planForms: Record<string, RoomVerb> = {
  links: (c, values) => shareLink(...who(c), roomOf(c), linksIn(values)),
  phase: (c, values) =>
    enterPhase(...who(c), roomOf(c), parse(z.object({ phase: z.enum(phases) }), values).phase),
  checklist: (c, values) => tickItem(...who(c), roomOf(c), parse(Ticked, values)),
  contain: async (c, values) => {
    const [situation = '', move = ''] = text(values, 'move').split('|');
    const line = containLine(situation, move);
    if (line === null) throw refused({ move: 'Choose what to do.' });
    const decision = NewEvent.parse({ kind: 'decision', text: line });
    await addEvent(...who(c), roomOf(c), decision);
  },
  mitigation: (c, values) =>
    setMilestone(
      ...who(c),
      roomOf(c),
      parse(NewMilestone, {
        ...{ kind: 'mitigated', level: values.level },
        reason: SET_IN_ROOM,
      }),
    ),
  milestones: (c, values) => setMilestone(...who(c), roomOf(c), milestoneIn(c, values)),
  timers: (c, values) => startTimer(...who(c), roomOf(c), parse(NewTimer, values)),
  hypotheses: (c, values) =>
    addHypothesis(
      ...who(c),
      roomOf(c),
      parse(NewHypothesis, { text: values.hypothesis }, () => 'hypothesis'),
    ),
  nudge: (c, values) => {
    const { nudge, answer } = parse(NudgeAnswer, values);
    const line = text(values, 'do') === 'dismiss' ? '' : answer;
    return dismissNudge(...who(c), roomOf(c), nudge, line);
  },
};

/** The same for one timer or hypothesis. */
export const planChanges: Record<string, RoomVerb> = {
  timers: (c, values) =>
    changeTimer(...who(c), roomOf(c), c.req.param('one') ?? '', parse(TimerChange, values)),
  hypotheses: (c, values) =>
    decideHypothesis(
      ...who(c),
      roomOf(c),
      c.req.param('one') ?? '',
      parse(HypothesisChange, values),
    ),
};
