/** Counts down the seconds in which mail can be stopped. Without this script the page names the time. */
for (const held of document.querySelectorAll<HTMLElement>('[data-held]')) {
  const words = held.querySelector<HTMLElement>('[data-counts]');
  const time = held.querySelector('time');
  const bar = held.querySelector('progress');
  const end = performance.now() + Number(held.dataset.held);
  if (!words || !time || !bar) continue;
  words.textContent = 'in';
  bar.hidden = false;
  const show = (): void => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    bar.value = left;
    if (left > 0) return;
    clearInterval(timer);
    words.textContent = 'now';
    time.remove();
    bar.remove();
    held.querySelector('form')?.remove();
    held.dataset.live = ''; // live.ts shows what becomes of them
  };
  const timer = setInterval(show, 1000);
  show();
}

export {};
