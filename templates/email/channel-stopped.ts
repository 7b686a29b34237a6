import { html } from 'hono/html';
import { frame } from './frame.ts';
import { dayAndTime } from './when.ts';

/** To the owners: mail is stopped, why, and what to do. `since` in UTC ms. */
export async function channelMail(of: {
  trouble: string;
  since: number;
  zone: string;
  consoleUrl: string;
}): Promise<{ subject: string; html: string; text: string }> {
  const subject = 'Status mail to your subscribers is held up';
  const since = dayAndTime(of.since, of.zone);
  const what = `Since ${since} no updates go out by email: ${of.trouble}.`;
  const next =
    'Nothing is lost, and the page itself is not touched. What waits goes out by itself when the provider takes it again, unless the console says that it waits for you.';
  const content = html`<h1>${subject}</h1>
<p>${what}</p>
<p>${next}</p>
<p><a class="button" href="${of.consoleUrl}">See what waits</a></p>`;
  const footer = html`<p>You get this because you are an owner of this page.</p>`;
  const text = `${what}

${next}

See what waits: ${of.consoleUrl}

--${' '}
You get this because you are an owner of this page.
`;
  return { subject, html: await frame({ title: subject, content, footer }), text };
}
