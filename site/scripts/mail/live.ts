/** Refreshes mail progress every few seconds until nothing is in flight. */
const EVERY = 3000;

const live = () => document.querySelectorAll<HTMLElement>('[data-live]');

async function redraw(): Promise<void> {
  const answer = await fetch(location.pathname + location.search).catch(() => null);
  if (answer?.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const old of live()) {
      const drawn = fresh.querySelector(`[data-mail="${old.dataset.mail}"]`);
      if (drawn && !old.contains(document.activeElement)) old.replaceWith(drawn);
    }
  }
  next();
}

function next(): void {
  if (live().length > 0) setTimeout(() => void redraw(), EVERY);
}

next();

export {};
