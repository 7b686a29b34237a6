/** Paths that need the service, in each language; a copy links to the live site for these. */
const LIVE =
  /^(\/[a-z]{2}(-[a-z]+)?)?\/(admin|setup|(incidents\/\w+\/)?subscribe|subscriptions|confirm|u|v1|healthz|readyz|metrics)(\/|$)/;
const LINK = /\b(href|src|srcset)="(\/[^"]*)"/g;

/** A page as a file: with its policy inside, links to files, and absolute links to the service. */
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

/** Files have no query, so only the path and the fragment remain. */
function partsOf(target: string): { path: string; rest: string } {
  const [, path = target, , fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(target) ?? [];
  return { path, rest: fragment };
}

const isPage = (path: string): boolean => path !== '/' && !/\.[a-z]+$/.test(path);

/** Files have no headers, so the policy goes into the page. There it cannot limit frames; the rest works. */
function withPolicy(html: string, policy: string | null): string {
  if (!policy) return html;
  const within = policy.replace(/frame-ancestors [^;]*;?\s*/, '').replaceAll('"', '&quot;');
  return html.replace(
    /<head>/,
    () => `<head><meta http-equiv="content-security-policy" content="${within}">`,
  );
}
