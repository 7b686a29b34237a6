import type { z } from 'zod';
import * as plan from '../../../schema/room/plan.ts';
import { created, type Operation, ok, retried } from '../operation.ts';

const INCIDENT = '/incidents/{id}';
const tag = 'Incident room';
const IS_NOW = 'As it is now.';

const read = (name: string, summary: string, schema: z.ZodType): Operation => ({
  ...{ methods: ['get'], path: `${INCIDENT}/${name}`, tag, summary },
  answers: ok(IS_NOW, schema),
});
const change = (name: string, summary: string, body: z.ZodType, schema: z.ZodType): Operation => ({
  ...{ methods: ['patch', 'put'], path: `${INCIDENT}/${name}`, tag, summary, body },
  answers: ok(IS_NOW, schema),
});

/** What the team plans and decides in the room of an incident. */
export const roomPlanOperations: readonly Operation[] = [
  read('checklist', 'The phase of the response, and its checklists', plan.ChecklistRead),
  change(
    'checklist',
    'Enter a phase, and tick items of the checklists',
    plan.ChecklistChange,
    plan.ChecklistRead,
  ),
  read('links', 'Bridge, chat and ticket of the incident', plan.LinksRead),
  change('links', 'Share the bridge, the chat or the ticket', plan.LinksInput, plan.LinksRead),
  read('timers', 'Actions with an owner and a time', plan.TimersRead),
  {
    ...{ methods: ['post'], path: `${INCIDENT}/timers`, tag, summary: 'Start a timer' },
    ...{ body: plan.TimerInput, headers: retried('timer') },
    answers: created('All timers.', plan.TimersRead),
  },
  change(
    'timers/{timer}',
    'End a timer, escalate it, or give it more time',
    plan.TimerChangeInput,
    plan.TimersRead,
  ),
  read('hypotheses', 'What may be the cause', plan.HypothesesRead),
  {
    ...{ methods: ['post'], path: `${INCIDENT}/hypotheses`, tag, summary: 'Add a hypothesis' },
    ...{ body: plan.HypothesisInput, headers: retried('hypothesis') },
    answers: created('All hypotheses.', plan.HypothesesRead),
  },
  change(
    'hypotheses/{hypothesis}',
    'Rule a hypothesis out, confirm it, or open it again',
    plan.HypothesisChangeInput,
    plan.HypothesesRead,
  ),
];
