import { drillName } from '../../../api/domain/drill/name.ts';
import { type StepKind, stepTitle } from '../../../api/domain/drill/scenario.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { teamMail } from './team-mail.ts';

/** What a drill sends to a person who takes part, as the alert or the customer would. */
export function drillStepMail(mail: {
  page: MailPage;
  incident: { name: string };
  step: { kind: StepKind; sender: string; text: string };
  link: string;
}): Promise<WrittenMail> {
  const { page, incident, step, link } = mail;
  const state = `You take part in “${inert(incident.name)}”. Nothing is broken, and no customer sees what you write.`;
  return teamMail({
    ...{ page, link, button: 'Open room' },
    title: drillName(inert(stepTitle(step))),
    paragraphs: [inert(step.text), state],
  });
}
