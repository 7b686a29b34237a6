import type { Page } from '../../../db/page/page.ts';
import type { InternalAudience } from '../../domain/room/internal-update.ts';
import type { Locale } from '../../domain/text/locale.ts';
import type { InternalIncidentView, InternalPageView } from '../../reads/internal/page.ts';
import type { Form } from './form.ts';

/** Pages for people inside are in the reader's language. */
type LocalizedPage = { page: Page; locale: Locale };

/** Every page for people who are signed in has these. */
type InternalLocals = LocalizedPage & {
  reader: { name: string; personId: string | null };
  now: number;
};

/** The internal status page. */
export type InternalPages = {
  '/internal': InternalPageView & InternalLocals;
  '/internal/incidents/[id]': InternalIncidentView &
    InternalLocals & { audience: InternalAudience | null };
  '/internal/problem': LocalizedPage & { message: string };
  '/internal/sign-in': Form<LocalizedPage & { isSent: boolean }>;
  '/internal/sign-in/link': LocalizedPage & { token: string; isOpen: boolean };
  /** `found` is null where the link is not genuine, or was used just now. */
  '/internal/unsubscribe/[token]': LocalizedPage & {
    found: { isActive: boolean } | null;
    isDone: boolean;
  };
};
