/** What the server says of a draft after a save or a poll. */
export type SavedDraft = {
  revision?: number;
  html?: string;
  changed?: Record<string, string | string[]>;
  published?: string | null;
  /** The new draft of a form whose own draft was published. */
  moved?: { draft: string; key: string };
  message?: string;
  link?: string;
};

export type Answer =
  | { ok: true; state: SavedDraft }
  | { ok: false; status: number; state: SavedDraft | null };

export async function postDraft(address: string, body: FormData): Promise<Answer> {
  const answer = await fetch(address, { method: 'POST', body }).catch(() => null);
  const state = (await answer?.json().catch(() => null)) as SavedDraft | null;
  return answer?.ok && state
    ? { ok: true, state }
    : { ok: false, status: answer?.status ?? 0, state };
}
