/** What only the service itself can do; a copy links to it there. */
const LIVE = /^\/(admin|setup|subscribe|subscriptions|confirm|u|v1|healthz|readyz|metrics)(\/|$)/;
const LINK = /\b(href|src|srcset)="(\/[^"]*)"/g;

/** A page as a file: its policy within it, its links to files, and those to the service absolute. */
export function pageOf(
  drawn: string,
  headers: Headers,
  given: { liveUrl: string; form: 'folders' | 'bucket' },
): { html: string; links: string[] } {
  const links = new Set<string>();
  const linked = drawn.replace(LINK, (whole, attribute: string, target: string) => {
    const { path, rest } = partsOf(target);
    if (path.startsWith('//')) return whole;
    if (LIVE.test(path)) return `${attribute}="${given.liveUrl}${target}"`;
    links.add(path);
    return `${attribute}="${given.form === 'folders' && isPage(path) ? `${path}/` : path}${rest}"`;
  });
  return { html: withPolicy(linked, headers.get('content-security-policy')), links: [...links] };
}

/** Files take no query: only what a browser itself looks at remains. */
function partsOf(target: string): { path: string; rest: string } {
  const [, path = target, , fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(target) ?? [];
  return { path, rest: fragment };
}

const isPage = (path: string): boolean => path !== '/' && !/\.[a-z]+$/.test(path);

/** A file has no headers. A policy in the page cannot say who may frame it; the rest holds. */
function withPolicy(html: string, policy: string | null): string {
  if (!policy) return html;
  const within = policy.replace(/frame-ancestors [^;]*;?\s*/, '').replaceAll('"', '&quot;');
  return html.replace(
    /<head>/,
    () => `<head><meta http-equiv="content-security-policy" content="${within}">`,
  );
}
