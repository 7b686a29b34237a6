/** Tells the embedding page when there is something to show, and when it was dismissed. */
const MINUTE = 60_000;

const newsOf = (from: Document) => from.getElementById('news')?.dataset.news ?? '';

/** `news` lets the embedding page remember what was dismissed, since a frame cannot store it there. */
const post = (action: 'showFrame' | 'dismissFrame', news: string) =>
  parent.postMessage({ action, news }, '*');

let isShown = false;
function poll(): void {
  const news = newsOf(document);
  if (news || isShown) post(news ? 'showFrame' : 'dismissFrame', news);
  isShown = news !== '';
}

/** If the page cannot be reached, the frame stays as it is. */
async function refresh(): Promise<void> {
  const answer = await fetch(location.href, { cache: 'no-cache' }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const hasNews = newsOf(fresh) !== newsOf(document);
  const [here, there] = [document.getElementById('news'), fresh.getElementById('news')];
  if (here && there) here.replaceWith(document.adoptNode(there));
  if (hasNews) poll();
}

document.getElementById('close')?.addEventListener('click', () => {
  post('dismissFrame', newsOf(document));
  isShown = false;
});
setInterval(() => void refresh(), MINUTE);
poll();

export {};
