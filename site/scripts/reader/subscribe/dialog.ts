/**
 * The dialog. Its content is in a shadow tree, so that styles and IDs of the two pages stay apart.
 */
import type { SignUpPage } from './load.ts';

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

/** `closedBy` is newer than our type checker. */
export const dialog: HTMLDialogElement & { closedBy?: string } = document.createElement('dialog');
dialog.className = 'sign-up';
dialog.closedBy = 'any';
const host = document.createElement('div');
export const root = host.attachShadow({ mode: 'open' });
const bar = document.createElement('div');
bar.className = 'bar';
export const closeButton = document.createElement('button');
closeButton.type = 'button';
closeButton.className = 'btn';
bar.append(closeButton);
dialog.append(host);
document.body.append(dialog);

/** The search in a list of components: a file of its own, since other pages load it too. */
const PICK_LIST = '/pick-list.js';

/** Rules for the root of the page, which a shadow tree has not, apply to the section. */
function styleOf({ textContent }: HTMLStyleElement): CSSStyleSheet {
  const style = new CSSStyleSheet();
  style.replaceSync((textContent ?? '').replaceAll(':root:root', '.subscriber.subscriber'));
  return style;
}

/** Puts the page’s section into the dialog, which may be closed, and returns it. */
export function showSection({ page, section: from }: SignUpPage): HTMLElement {
  const section = document.importNode(from, true);
  const heading = section.querySelector('h1');
  if (heading) heading.tabIndex = -1;
  dialog.setAttribute('aria-label', heading?.textContent ?? '');
  closeButton.textContent = section.dataset.close ?? closeButton.textContent;
  for (const note of section.querySelectorAll<HTMLElement>('[data-address]'))
    note.hidden = note.dataset.address === location.origin;
  root.adoptedStyleSheets = [...[...page.querySelectorAll('style')].map(styleOf), inner];
  root.replaceChildren(bar, section);
  dialog.scrollTop = 0;
  // Without this script a list has no search, but every box.
  if (section.querySelector('[data-pick-list]'))
    import(/* @vite-ignore */ PICK_LIST)
      .then(({ startPickLists }) => startPickLists(section))
      .catch(() => {});
  return section;
}

export function openDialog(): void {
  dialog.showModal();
  root.querySelector('h1')?.focus();
}
