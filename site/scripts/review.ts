/**
 * Saves a postmortem while somebody writes, and takes over what others changed. Without this script
 * “Save” does so. What could not be saved stays in the page, and saving is tried again.
 */
const SAVE_AFTER = 1500;
const MAX_WAIT = 30_000;

type Saved = {
  revision?: number;
  conflicts?: string[];
  changed?: Record<string, string>;
  message?: string;
};

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-review]')) keep(form);

function keep(form: HTMLFormElement): void {
  const base = form.elements.namedItem('base') as HTMLInputElement; // part of the form
  const line = document.getElementById('review-saved');
  const address = `${form.getAttribute('action')}/saved`;
  let unsaved = false;
  let saving = false;
  let submitted = false;
  let failures = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const say = (words: string, isLate = false): void => {
    if (!line || line.textContent === words) return;
    line.textContent = words;
    line.classList.toggle('late', isLate);
  };
  const later = (ms: number): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void save(), ms);
  };

  async function save(): Promise<void> {
    if (saving || submitted) return;
    saving = true;
    unsaved = false;
    const sent = new FormData(form);
    const answer = await fetch(address, { method: 'POST', body: sent }).catch(() => null);
    const saved = (await answer?.json().catch(() => null)) as Saved | null;
    saving = false;
    if (!answer?.ok || !saved?.revision) {
      unsaved = true;
      failures += 1;
      say(
        saved?.message ?? 'Not saved. Your text is kept on this page, and saving is tried again.',
        true,
      );
      if (answer?.status !== 409) later(Math.min(1000 * 2 ** failures, MAX_WAIT));
      return;
    }
    failures = 0;
    // Where somebody typed into a changed field meanwhile, the next save merges it again.
    if (takeOver(form, saved.changed ?? {}, sent)) base.value = String(saved.revision);
    const time = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    if (saved.conflicts?.length)
      say('Saved. Someone else changed the same lines, so the text has both versions.', true);
    else
      say(
        `Saved ${time}${Object.keys(saved.changed ?? {}).length > 0 ? ', with changes by others' : ''}`,
      );
    if (unsaved) later(SAVE_AFTER);
  }

  form.addEventListener('input', () => {
    unsaved = true;
    later(SAVE_AFTER);
  });
  form.addEventListener('submit', () => {
    submitted = true;
    clearTimeout(waiting);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    submitted = false;
    void save();
  });
  addEventListener('pagehide', () => {
    if (unsaved && !submitted) navigator.sendBeacon(address, new FormData(form));
  });
}

/**
 * Puts changes by others into the fields; false if somebody has typed into one since. Not shared with
 * the script of drafts: two scripts that import one file would become files of their own.
 */
function takeOver(form: HTMLFormElement, changed: Record<string, string>, sent: FormData): boolean {
  let isWhole = true;
  for (const [name, text] of Object.entries(changed)) {
    const field = form.elements.namedItem(name) as { value: string } | null; // or a set of radio buttons
    if (!field) continue;
    if (field.value !== (sent.get(name) ?? '')) isWhole = false;
    else field.value = text;
  }
  return isWhole;
}
