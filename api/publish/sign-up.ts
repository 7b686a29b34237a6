import { z } from 'zod';
import { takeAttempt } from '../../db/attempt.ts';
import { listComponents } from '../../db/component.ts';
import type { Page } from '../../db/page.ts';
import {
  askStatements,
  type Choice,
  findSubscriber,
  letterToPending,
} from '../../db/subscriber.ts';
import { write } from '../../db/write.ts';
import { confirmMail } from '../../templates/email/confirm.ts';
import { untilTime } from '../../templates/email/when.ts';
import { EmailAddress, foldAddress, networkOf } from '../domain/address.ts';
import { type Locale, locales } from '../domain/locale.ts';
import { DAY, HOUR } from '../domain/time.ts';
import { linkFor } from '../link.ts';
import { Problem, refused } from '../problem.ts';
import { addressHash, type Signer } from '../secret.ts';
import type { Publisher } from './context.ts';

/** What the subscriber verbs need of the outside. */
export type Register = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'> & {
  signer: Signer;
  config: { baseUrl: string };
};

export const ChoiceInput = z.object({
  scope: z.enum(['all', 'some']).default('all'),
  /** A form sends one box as a text, and none as nothing. */
  components: z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(z.string().max(40)).max(1000),
  ),
});
export const SignUp = ChoiceInput.extend({
  email: EmailAddress,
  /** In which they are written to; not given: in the page's. */
  locale: z.enum(locales).optional(),
});
export type SignUp = z.infer<typeof SignUp>;

const PER_NETWORK = { limit: 5, window: HOUR };
const PER_PAGE = { limit: 1000, window: HOUR };
const PER_ADDRESS = { limit: 1, window: DAY };
/** Confirmations that nobody answered, ever. Forgotten when the address is confirmed. */
const UNANSWERED = { limit: 3, window: 3650 * DAY };

/**
 * A stranger asks for mail to an address. Whatever is known of it, the same steps are taken and
 * nothing is returned; only an address that may be asked, and need be, is sent a confirmation.
 */
export async function askToSubscribe(
  on: Register,
  page: Page,
  input: SignUp,
  ip: string,
): Promise<void> {
  const choice = await choiceOf(on, page.id, input);
  await refuseFlood(on, page, ip, input.locale);
  await askForConfirmation(on, page, { ...input, choice });
}

/** The sentence is put into the reader's language later, with the time as it stands in it. */
async function refuseFlood(on: Register, page: Page, ip: string, locale?: Locale): Promise<void> {
  const now = on.clock();
  const time = (at: number) => untilTime(at, page.timeZone, now, locale);
  const network = await on.signer.sign('network', networkOf(ip));
  const blocked = await takeAttempt(on.db, { key: `sign-up:${network}`, ...PER_NETWORK }, now);
  if (blocked !== null)
    throw new Problem(
      'too_many',
      `Too many sign-ups came from your network. Try again after ${time(blocked)}.`,
    );
  const full = await takeAttempt(on.db, { key: `sign-up:${page.id}`, ...PER_PAGE }, now);
  if (full !== null)
    throw new Problem(
      'too_many',
      `Very many people are signing up just now. Try again after ${time(full)}.`,
    );
}

/** True when the limits of the address allowed a letter. */
export async function askForConfirmation(
  on: Register,
  page: Page,
  ask: { email: string; choice: Choice; locale?: Locale | undefined },
): Promise<boolean> {
  const { email, choice, locale = null } = ask;
  const now = on.clock();
  const allowed = await mayAsk(on, page.id, email, now);
  const known = await findSubscriber(on.db, page.id, { email });
  const who = { pageId: page.id, id: known?.id ?? on.newId(), epoch: known?.epoch ?? 1 };
  const hash = await addressHash(email);
  const at = { signer: on.signer, baseUrl: on.config.baseUrl };
  const named = locale === page.locale ? null : locale;
  const link = await linkFor(at, 'confirm', who, named);
  const mail = await confirmMail({
    locale: locale ?? page.locale,
    pageName: page.name,
    pageUrl: `${at.baseUrl}/${named ?? ''}`,
    link,
  });
  await write(on.db, [
    ...askStatements(on.db, {
      id: who.id,
      pageId: page.id,
      email,
      addressHash: hash,
      choice,
      locale,
      now,
    }),
    letterToPending(
      { ...who, addressHash: hash, allowed },
      { id: on.newId(), pageId: page.id, to: email, ...mail },
      now,
    ),
  ]);
  on.wake();
  return allowed;
}

async function mayAsk(on: Register, pageId: string, email: string, now: number): Promise<boolean> {
  const keys = await attemptKeys(on, pageId, email);
  if ((await takeAttempt(on.db, { key: keys.day, ...PER_ADDRESS }, now)) !== null) return false;
  return (await takeAttempt(on.db, { key: keys.ever, ...UNANSWERED }, now)) === null;
}

/** Every spelling of one mailbox counts together. */
export async function attemptKeys(
  on: Pick<Register, 'signer'>,
  pageId: string,
  email: string,
): Promise<{ day: string; ever: string }> {
  const mailbox = await on.signer.sign('mailbox', pageId, foldAddress(email));
  return { day: `confirm-day:${mailbox}`, ever: `confirm-ever:${mailbox}` };
}

export async function choiceOf(
  on: Pick<Register, 'db'>,
  pageId: string,
  input: z.infer<typeof ChoiceInput>,
): Promise<Choice> {
  if (input.scope === 'all') return { allComponents: true, componentIds: [] };
  const known = await listComponents(on.db, pageId);
  const leaves = new Set(known.filter((c) => !c.group).map((c) => c.id));
  const chosen = [...new Set(input.components)].filter((id) => leaves.has(id));
  if (chosen.length === 0)
    throw refused({ components: 'Choose at least one component, or “Everything”.' });
  return { allComponents: false, componentIds: chosen };
}
