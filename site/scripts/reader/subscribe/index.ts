/**
 * Signing up in a dialog on the page. Loaded when somebody first points at the link to it, or comes
 * there with the keyboard. The content is that of the linked page. Whatever cannot be shown here
 * opens as a page.
 */
import { closeButton, dialog, openDialog, root, showSection } from './dialog.ts';
import { loadSignUp } from './load.ts';

/** Pages that the dialog shows: the ways to subscribe. */
const WAYS = /\/subscribe(\/[a-z]+)?$/;

/** The link that was pressed, and the address whose form is shown. */
let opener: HTMLElement | null = null;
let shown = '';

/**
 * Opens what a pressed link leads to, in the dialog where it can: what was typed there before is
 * kept. The pages of a subscriber have these forms themselves.
 */
async function openSignUp({ type, target }: UIEvent): Promise<void> {
  const link = target instanceof Element ? target.closest('a') : null;
  if (type !== 'click' || !link || dialog.open || link.ariaBusy) return;
  try {
    if (document.querySelector('main > .subscriber')) throw new Error('it would be twice');
    link.ariaBusy = 'true';
    if (shown !== link.href) showSection(await loadSignUp('GET', link.href));
    shown = link.href;
    opener = link;
    openDialog();
    history.pushState({ signUp: true }, '');
  } catch {
    location.href = link.href;
  } finally {
    link.ariaBusy = null;
  }
}

async function turnTo(link: HTMLAnchorElement): Promise<void> {
  try {
    const section = showSection(await loadSignUp('GET', link.href));
    section.querySelector<HTMLElement>('.ways [aria-current]')?.focus();
  } catch {
    location.href = link.href;
  }
}

/** The fields of our forms are texts: no file is sent. */
const fieldsOf = (form: HTMLFormElement): URLSearchParams =>
  new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));

async function send(form: HTMLFormElement): Promise<void> {
  if (form.ariaBusy) return;
  form.ariaBusy = 'true';
  try {
    const section = showSection(await loadSignUp('POST', form.action, fieldsOf(form)));
    (section.querySelector<HTMLElement>('[autofocus]') ?? section.querySelector('h1'))?.focus();
    // After signing up, the next press begins with an empty form.
    if (!section.querySelector('form')) shown = '';
  } catch {
    form.ariaBusy = null;
    form.submit();
  }
}

closeButton.addEventListener('click', () => dialog.close());
root.addEventListener('submit', (event) => {
  event.preventDefault();
  void send(event.target as HTMLFormElement); // only forms are submitted
});
root.addEventListener('click', (event) => {
  const { target, ctrlKey, metaKey, shiftKey, altKey } = event as MouseEvent; // by its name
  const link = target instanceof Element ? target.closest('a') : null;
  if (!link || ctrlKey || metaKey || shiftKey || altKey) return;
  const isHere = link.href === location.href.split('#')[0];
  if (!isHere && !(link.closest('.ways') && WAYS.test(link.pathname))) return;
  event.preventDefault();
  if (isHere) dialog.close();
  else void turnTo(link);
});
// The back button closes the dialog, so closing it takes back its entry of the history.
// The event comes a frame later, when somebody who went forward may have it open again.
dialog.addEventListener('close', () => {
  if (dialog.open) return;
  if (history.state?.signUp) history.back();
  opener?.focus();
});
addEventListener('popstate', ({ state }) => {
  if (!state?.signUp) dialog.close();
  else if (!dialog.open && root.querySelector('h1')) openDialog();
});

/** What `ask.ts` calls. */
export { openSignUp as answer };
