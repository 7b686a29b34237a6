import { write } from '../../../../db/engine/write.ts';
import { findPage, type Page } from '../../../../db/page/page.ts';
import {
  finishImport,
  importsToRun,
  leaseImport,
  nextPart,
  type SubscriberImport,
  writePart,
} from '../../../../db/subscriber/import.ts';
import { confirmMail } from '../../../../templates/email/confirm.ts';
import { linkFor } from '../../../auth/link.ts';
import { inPieces } from '../../../core/pieces.ts';
import { addressOf } from '../../../domain/page/address.ts';
import type { ImportedRow } from '../../../domain/subscriber/import-plan.ts';
import { type Locale, locales } from '../../../domain/text/locale.ts';
import { HOUR, SECOND } from '../../../domain/time/time.ts';
import type { Register } from '../sign-up.ts';
import { knownAmong } from './import.ts';

const LEASE = 60 * SECOND;
/** Work in one run; the next minute continues. */
const LONGEST = 20 * SECOND;
/** Confirmations per hour, so that the provider accepts them and sign-ups are not delayed. */
const EVERY = HOUR / 5000;
/** Placeholder for the link of each mail. */
const MARK = 'LINKOFTHISPERSON';

/** Writes the imports that were started, part by part. Stopped at any point, it goes on later. */
export async function runImports(deps: Register): Promise<void> {
  for (const one of await importsToRun(deps.db, deps.clock())) await runImport(deps, one);
}

export async function runImport(deps: Register, of: SubscriberImport): Promise<void> {
  const page = await findPage(deps.db, of.pageId);
  const now = deps.clock();
  if (!page || !(await leaseImport(deps.db, of.id, now, now + LEASE))) return;
  const until = performance.now() + LONGEST;
  const mails = new ConfirmationMails(deps, page);
  const rest = inPieces();
  while (performance.now() < until) {
    await rest();
    const part = await nextPart(deps.db, of.id);
    if (!part) {
      await write(deps.db, [finishImport(deps.db, of.id, deps.clock())]);
      deps.wake();
      return;
    }
    const { states, blocked } = await knownAmong(deps, of.pageId, part.rows);
    const fresh = part.rows.filter(({ email }) => !states.has(email) && !blocked.has(email));
    const people = fresh.map(async (row, i) => {
      const isConfirmed = of.isConfirmed && row.isConfirmed;
      const id = deps.newId();
      const mail = isConfirmed ? null : await mails.to(id, row.locale);
      return {
        row: subscriberOf(of, row, { id, isConfirmed, now: deps.clock() }),
        componentIds: row.componentIds,
        mail: mail && { ...mail, id: `${of.id}.${part.part}.${i}` },
      };
    });
    const size = part.rows.length;
    const leasedUntil = deps.clock() + LEASE;
    const at = { importId: of.id, part: part.part, pageId: of.pageId, size, leasedUntil };
    const afterMs = part.part * size * EVERY;
    await writePart(deps.db, at, await Promise.all(people), {
      ...{ afterMs, everyMs: EVERY, now: deps.clock() },
    });
  }
}

function subscriberOf(
  of: SubscriberImport,
  row: ImportedRow,
  { id, isConfirmed, now }: { id: string; isConfirmed: boolean; now: number },
) {
  return {
    ...{ id, pageId: of.pageId, email: row.email, source: 'import' as const },
    state: isConfirmed ? ('active' as const) : ('pending' as const),
    allComponents: row.componentIds.length === 0,
    locale: locales.find((one) => one === row.locale) ?? null,
    consent: row.consent ?? of.consent,
    confirmedAt: isConfirmed ? now : null,
    ...{ createdAt: now, updatedAt: now },
  };
}

/** Rendered once in each language. */
class ConfirmationMails {
  readonly #deps: Register;
  readonly #page: Page;
  readonly #rendered = new Map<string, ReturnType<typeof confirmMail>>();

  constructor(deps: Register, page: Page) {
    this.#deps = deps;
    this.#page = page;
  }

  async to(id: string, language: string | null) {
    const locale = locales.find((one) => one === language) ?? null;
    const named = locale === this.#page.locale ? null : locale;
    const baseUrl = addressOf(this.#page, this.#deps.config.baseUrl);
    const holder = { pageId: this.#page.id, id, epoch: 1 };
    const link = await linkFor({ signer: this.#deps.signer, baseUrl }, 'confirm', holder, named);
    const mail = await this.#in(locale ?? this.#page.locale, `${baseUrl}/${named ?? ''}`);
    const put = (text: string) => text.replaceAll(MARK, link);
    return { ...mail, html: put(mail.html), text: put(mail.text) };
  }

  #in(locale: Locale, url: string) {
    const known = this.#rendered.get(locale);
    const mail = known ?? confirmMail({ locale, page: { ...this.#page, url }, link: MARK });
    this.#rendered.set(locale, mail);
    return mail;
  }
}
