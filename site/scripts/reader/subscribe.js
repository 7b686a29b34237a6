/**
 * Signing up in a dialog on the page. Loaded when somebody first points at the link to it, or comes
 * there with the keyboard. The content is that of the linked page, in a shadow tree, so that styles
 * and IDs of the two pages stay apart. Whatever cannot be shown here opens as a page.
 */
const TIMEOUT = 10_000;
/** Pages that the dialog shows: the ways to subscribe. */
const WAYS = /\/subscribe(\/[a-z]+)?$/;
const frame = new CSSStyleSheet();
frame.replaceSync(`
a[aria-busy=true]{cursor:progress}
.sign-up{box-sizing:border-box;width:min(620px,100% - 32px);max-width:none;max-height:calc(100dvh - 48px);padding:0;border:1px solid var(--field);border-radius:var(--radius);background:var(--sheet);color:var(--ink);overscroll-behavior:contain}
.sign-up::backdrop{background:rgb(0 0 0/.55)}
@media (max-width:560px){.sign-up{inset:0;width:100%;height:100%;max-height:none;margin:0;border:0;border-radius:0}}`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, frame];
const inner = new CSSStyleSheet();
inner.replaceSync(`
.bar{position:sticky;inset-block-start:0;z-index:1;display:flex;justify-content:flex-end;padding:12px 16px 8px;background:var(--sheet)}
.subscriber{max-width:none;margin:0;padding:0 24px 24px}
h1:focus{outline:0}
@media (max-width:560px){.subscriber{padding-inline:16px}}`);

const dialog = document.createElement('dialog');
dialog.className = 'sign-up';
dialog.closedBy = 'any';
const host = document.createElement('div');
const root = host.attachShadow({ mode: 'open' });
const bar = document.createElement('div');
bar.className = 'bar';
const closeButton = document.createElement('button');
closeButton.type = 'button';
closeButton.className = 'btn';
bar.append(closeButton);
dialog.append(host);
document.body.append(dialog);

/** The link that was pressed, and the address whose form is shown. */
let opener = null;
let shown = '';

/** The answer as a document, which needs no permission to make HTML of a text. Rejects what is not our page. */
function load(method, url, body = null) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = 'document';
    request.timeout = TIMEOUT;
    request.setRequestHeader('accept', 'text/html');
    request.onload = () => {
      const page = request.response;
      if (page?.querySelector('main > .subscriber')) resolve(page);
      else reject(new Error(`${url}: ${request.status}`));
    };
    request.onerror = request.ontimeout = () => reject(new Error(url));
    request.send(body);
  });
}

/** Rules for the root of the page, which a shadow tree has not, apply to the section. */
function styleOf({ textContent }) {
  const style = new CSSStyleSheet();
  style.replaceSync(textContent.replaceAll(':root:root', '.subscriber.subscriber'));
  return style;
}

function show(page) {
  const section = document.importNode(page.querySelector('main > .subscriber'), true);
  const heading = section.querySelector('h1');
  heading.tabIndex = -1;
  dialog.setAttribute('aria-label', heading.textContent);
  closeButton.textContent = section.dataset.close ?? closeButton.textContent;
  for (const note of section.querySelectorAll('[data-address]'))
    note.hidden = note.dataset.address === location.origin;
  root.adoptedStyleSheets = [...[...page.querySelectorAll('style')].map(styleOf), inner];
  root.replaceChildren(bar, section);
  dialog.scrollTop = 0;
  // Without this script a list has no search, but every box.
  if (section.querySelector('[data-pick-list]'))
    import('/pick-list.js').then(({ startPickLists }) => startPickLists(section)).catch(() => {});
  return section;
}

/**
 * Opens what a pressed link leads to, in the dialog where it can: what was typed there before is
 * kept. The pages of a subscriber have these forms themselves.
 */
export async function answer({ type, target }) {
  const link = target.closest('a');
  if (type !== 'click' || dialog.open || link.ariaBusy) return;
  try {
    if (document.querySelector('main > .subscriber')) throw new Error('it would be twice');
    link.ariaBusy = 'true';
    if (shown !== link.href) show(await load('GET', link.href));
    shown = link.href;
    opener = link;
    appear();
    history.pushState({ signUp: true }, '');
  } catch {
    location.href = link.href;
  } finally {
    link.ariaBusy = null;
  }
}

function appear() {
  dialog.showModal();
  root.querySelector('h1').focus();
}

async function turnTo(link) {
  try {
    const section = show(await load('GET', link.href));
    section.querySelector('.ways [aria-current]')?.focus();
  } catch {
    location.href = link.href;
  }
}

async function send(form) {
  if (form.ariaBusy) return;
  form.ariaBusy = 'true';
  try {
    const section = show(await load('POST', form.action, new URLSearchParams(new FormData(form))));
    (section.querySelector('[autofocus]') ?? section.querySelector('h1')).focus();
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
  void send(event.target);
});
root.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
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
  else if (!dialog.open && root.querySelector('h1')) appear();
});
