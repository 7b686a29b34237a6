const TIMEOUT = 10_000; // ms

export type SignUpPage = { page: Document; section: HTMLElement };

/** The answer as a document, which needs no permission to make HTML of a text. Rejects what is not our page. */
export function loadSignUp(
  method: 'GET' | 'POST',
  url: string,
  body: URLSearchParams | null = null,
): Promise<SignUpPage> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = 'document';
    request.timeout = TIMEOUT;
    request.setRequestHeader('accept', 'text/html');
    request.onload = () => {
      const page: Document | null = request.responseXML;
      const section = page?.querySelector<HTMLElement>('main > .subscriber');
      if (page && section) resolve({ page, section });
      else reject(new Error(`${url}: ${request.status}`));
    };
    request.onerror = () => reject(new Error(url));
    request.ontimeout = () => reject(new Error(url));
    request.send(body);
  });
}
