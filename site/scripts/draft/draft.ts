import { put } from './fields.ts';
import { announce } from './message.ts';
import { type Answer, postDraft, type SavedDraft } from './post.ts';
import { redraw } from './redraw.ts';

/**
 * Saves a form as a draft while somebody types, and merges changes by others. Without this script
 * “Save draft” does so. Unsaved changes stay in the page, and saving is retried.
 */
const SAVE_AFTER = 800;
const POLL_INTERVAL = 4000;
const MAX_WAIT = 15_000;

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) autosave(form);

// Pages contain their scripts, which share no file, so they communicate by events.
document.addEventListener('redraw', (event) => redraw((event as CustomEvent<string>).detail));

function autosave(form: HTMLFormElement): void {
  const hidden = (name: string) => form.elements.namedItem(name) as HTMLInputElement; // part of the form
  const address = () => `/admin/drafts/${hidden('draft').value}`;
  let begun = hidden('draftRevision').value !== '0';
  let unsaved = false;
  let saving = false;
  let failures = 0;
  let over = false;
  let isChanged = false;
  let choices: [string, string][] = [];
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const later = (ms: number): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void save(), ms);
  };

  async function save(): Promise<void> {
    if (over || saving) return;
    clearTimeout(waiting);
    saving = true;
    unsaved = false;
    const sent = new FormData(form);
    for (const [name, value] of choices) sent.set(name, value);
    const chosen = choices.length;
    const answer = await postDraft(address(), sent);
    saving = false;
    if (over) return;
    if (answer.ok) choices = choices.slice(chosen);
    if (!answer.ok) {
      unsaved = true;
      fail(answer);
      failures += 1;
      if (answer.status !== 409) later(Math.min(1000 * 2 ** failures, MAX_WAIT));
      return;
    }
    failures = 0;
    begun = true;
    take(answer.state, sent);
    if (unsaved || choices.length > 0) later(SAVE_AFTER);
    else if (isChanged) location.replace(location.href);
  }

  function take(state: SavedDraft, sent: FormData | null): void {
    if (state.published) {
      ended(state.published);
      return;
    }
    if (state.moved) {
      hidden('draft').value = state.moved.draft;
      hidden('key').value = state.moved.key;
    }
    const left = sent ? put(form, state.changed ?? {}, sent) : true;
    // If somebody typed meanwhile, the next save reports it: the base stays the same.
    if (sent && left && state.revision) hidden('draftRevision').value = String(state.revision);
    if (state.changed?.state !== undefined || state.changed?.template !== undefined)
      isChanged = true;
    const here = new URL(location.href);
    here.searchParams.set('draft', hidden('draft').value);
    here.searchParams.delete('done');
    history.replaceState(history.state, '', here);
    redraw(state.html ?? '');
  }

  function ended(link: string): void {
    const words = 'This draft was published. Further changes are saved as a new draft. ';
    announce(words, link, 'View published update');
  }

  async function poll(): Promise<void> {
    if (over || !begun || saving || document.hidden) return;
    const answer = await postDraft(`${address()}/here`, new FormData());
    if (!answer.ok || over || saving) return;
    if (answer.state.published) {
      ended(answer.state.published);
      return;
    }
    const isNews = String(answer.state.revision) !== hidden('draftRevision').value;
    if (isNews) await save();
    else if (!unsaved) redraw(answer.state.html ?? '');
  }

  const typed = (event: Event): void => {
    if (event.isTrusted) over = false; // typed after submitting, so not in what is published
    unsaved = true;
    later(SAVE_AFTER);
  };
  form.addEventListener('input', typed);
  form.addEventListener('change', typed);
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest('button');
    if (!button || button.form !== form) return;
    const isChoice = button.name.startsWith('choose.');
    if (button.value !== 'save' && !isChoice) return;
    event.preventDefault();
    if (!isChoice) {
      void save();
      return;
    }
    choices.push([button.name, button.value]);
    const place = form.elements.namedItem(button.name.slice('choose.'.length));
    button.blur();
    if (place instanceof HTMLElement) place.focus();
    void save();
  });
  form.addEventListener('submit', (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    if (button?.formTarget) return; // a preview in the frame
    if (/^(state|template|dismiss):/.test(button?.value ?? '')) return; // what is unsaved is saved on leaving
    over = true;
    clearTimeout(waiting);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    const wasSent = over;
    over = false;
    saving = false;
    failures = 0;
    if (begun || wasSent || unsaved) void save();
  });
  addEventListener('pagehide', () => {
    if (over || !begun) {
      if (unsaved && !over) navigator.sendBeacon(address(), new FormData(form));
      return;
    }
    if (unsaved) navigator.sendBeacon(address(), new FormData(form));
    const leaving = new FormData();
    leaving.set('leaving', 'yes');
    navigator.sendBeacon(`${address()}/here`, leaving);
  });
  setInterval(() => void poll(), POLL_INTERVAL);
  document.addEventListener('visibilitychange', () => void poll());
  if (begun) void poll();
}

function fail({ status, state }: Answer & { ok: false }): void {
  const why =
    status === 401
      ? 'you’re signed out. Sign in in another tab'
      : status === 0
        ? 'no connection'
        : 'the server couldn’t save it';
  if (state?.message) announce(`${state.message} `, state.link, 'Open it');
  else announce(`Not saved: ${why}. Your text is kept on this page, and we’ll keep trying.`);
}
