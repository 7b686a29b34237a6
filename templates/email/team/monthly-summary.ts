import { html } from 'hono/html';
import type { TeamFigures } from '../../../api/domain/figures/figures.ts';
import { measureLabels } from '../../../api/domain/figures/measure.ts';
import { keptShare } from '../../../api/domain/figures/promises.ts';
import { describeOnCallLoad, type OnCallLoad } from '../../../api/domain/handover/load.ts';
import { formatMonth } from '../../../api/domain/time/format.ts';
import { formatSeconds } from '../../words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { framedMail } from '../framed.ts';

/** How fast the team was in a month, such as `2026-10`, for members who asked. Names no incident. */
export function monthlySummaryMail(mail: {
  page: MailPage;
  month: string;
  figures: TeamFigures;
  onCallLoad: OnCallLoad;
  link: string;
  settings: string;
}): Promise<WrittenMail> {
  const { figures, month } = mail;
  const title = `Incidents in ${formatMonth(month)}`;
  const count = figures.incidents.length;
  const summary =
    count === 0
      ? 'There were no incidents.'
      : `There ${count === 1 ? 'was 1 incident' : `were ${count} incidents`}${figures.open > 0 ? `, of which ${figures.open} ${figures.open === 1 ? 'is' : 'are'} still open` : ''}.`;
  const lines = linesOf(figures, mail.onCallLoad);
  const content = html`<h1>${title}</h1>
<p>${summary}</p>
${lines.map(([label, value]) => html`<p><b>${label}:</b> ${value}</p>`)}
<p><a class="button" href="${mail.link}">View figures</a></p>`;
  const reason = `You’re receiving this because you asked for the monthly summary of ${inert(mail.page.name)}.`;
  const footer = html`<p>${reason} <a href="${mail.settings}">Turn it off under Account</a></p>`;
  const text = `${summary}
${lines.map(([label, value]) => `\n${label}: ${value}`).join('')}

View figures:
${mail.link}

--${' '}
${reason}
Turn it off under Account: ${mail.settings}
`;
  return framedMail({ page: mail.page, subject: title, content, footer, text });
}

const secondsOf = (ms: number): string => formatSeconds(ms / 1000);

/** Figures without values are left out. */
function linesOf(
  { measures: all, promises, cadence, reviews, failures }: TeamFigures,
  load: OnCallLoad,
): [string, string][] {
  const percent = (share: number | null) => (share === null ? '' : `${Math.floor(share * 100)}%`);
  const lines: [string, string][] = all.flatMap(({ key, overall, target, within }) => {
    if (!overall) return [];
    const goal =
      target === null ? '' : `; ${within} of ${overall.count} within ${secondsOf(target)}`;
    const value = `median ${secondsOf(overall.median)}, 90th percentile ${secondsOf(overall.p90)}${goal}`;
    return [[measureLabels[key].label, value]];
  });
  return [
    ...lines,
    ...([
      ['Mean time between failures', failures.mean === null ? '' : secondsOf(failures.mean)],
      ['Promised updates on time', percent(keptShare(promises))],
      ['Updates at the severity’s cadence', percent(keptShare(cadence))],
      ['Postmortems approved in time', percent(keptShare(reviews))],
      ['On-call load', load.load === null ? '' : describeOnCallLoad(load)],
    ] satisfies [string, string][]),
  ].filter(([, value]) => value !== '');
}
