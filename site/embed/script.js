// @ts-check
/**
 * <script src="https://status.example.com/embed/script.js"></script>
 *
 * Shows the status page’s frame in a corner while something is wrong. `data-position` of the
 * script element names the corner: bottom-right (as if unsaid), bottom-left, top-right, top-left.
 * `data-lang` names a language; else it is that of the page around.
 */
(() => {
  const languages = ['en', 'de', 'fr', 'es', 'pt-BR', 'ja', 'ar'];
  /** @param {string} tag */
  const short = (tag) => tag.toLowerCase().split('-')[0];
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const { origin } = new URL(script.src);
  const isMobile = screen.width < 450;
  const corner = /^(top|bottom)-(left|right)$/.exec(script.dataset.position ?? '');
  const [edge, side] = [corner?.[1] ?? 'bottom', corner?.[2] ?? 'right'];
  const frame = document.createElement('iframe');
  const around = script.dataset.lang || document.documentElement.lang;
  const lang = languages.find((one) => short(one) === short(around));
  frame.src = `${origin}${lang ? `/${lang}` : ''}/embed/frame${isMobile ? '?mobile=true' : ''}`;
  frame.title = 'Status';
  Object.assign(frame.style, {
    position: 'fixed',
    zIndex: '9999',
    border: 'none',
    colorScheme: 'normal',
    boxShadow: '0 8px 32px rgb(0 0 0 / 30%)',
    transition: `${isMobile ? 'bottom' : side} 1s ease`,
    ...(isMobile
      ? { bottom: '-9999px', left: '0', width: '100vw', height: '20vh' }
      : { [edge]: '60px', [side]: '-9999px', width: '320px', height: '115px' }),
  });
  const place = isMobile ? 'bottom' : side;
  /** Out of sight, it is out of reach of keyboards and screen readers too. @param {boolean} isShown */
  const show = (isShown) => {
    frame.style.setProperty(place, isShown ? (isMobile ? '0' : '60px') : '-9999px');
    frame.inert = !isShown;
    frame.setAttribute('aria-hidden', String(!isShown));
  };
  show(false);
  /** What was dismissed stays away until there is an update. @param {string} [news] */
  const dismissed = (news) => {
    try {
      if (news) localStorage.setItem('allclear-dismissed', news);
      return localStorage.getItem('allclear-dismissed');
    } catch {
      return null;
    }
  };
  addEventListener('message', ({ origin: from, source, data }) => {
    if (from !== origin || source !== frame.contentWindow) return;
    const news = String(data?.news ?? '');
    if (data?.action === 'showFrame') show(news !== dismissed());
    if (data?.action !== 'dismissFrame') return;
    dismissed(news);
    show(false);
  });
  const insert = () => document.body.append(frame);
  if (document.body) insert();
  else addEventListener('DOMContentLoaded', insert);
})();
