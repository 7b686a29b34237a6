import { createComponent } from '../../../api/actions/component/component.ts';
import { NewComponent } from '../../../api/actions/component/input.ts';
import { createApp } from '../../../api/app.ts';
import type { PageLocals, PagePath, Pages } from '../../../api/context/context.ts';
import type { Role } from '../../../api/domain/response/role.ts';
import { cachePasswords } from './passwords.ts';
import { addMember, NewMember } from './people.ts';
import { makeWorld, type World } from './world.ts';

export const PASSWORD = 'correct horse battery';

/** The data that a page is rendered from. */
export type Drawn = Pick<
  PageLocals,
  'form' | 'findings' | 'recipients' | 'snapshot' | 'refusal' | 'draft' | 'others'
> & {
  path: string;
  /** For a page in `Pages`: its path and props. */
  page?: PagePath;
  props?: unknown;
};

/** The props of the page that was drawn. */
export function propsIn<Path extends PagePath>({ page, props }: Drawn, path: Path): Pages[Path] {
  if (page !== path) throw new Error(`${page} was drawn, not ${path}`);
  return props as Pages[Path];
}

/** True when the path matches the page: `/admin/mail/abc` matches `/admin/mail/[id]`. */
const isAt = (page: PagePath, path: string): boolean =>
  new RegExp(`^${page.replaceAll(/\[\w+\]/g, '[^/]+')}$`).test(path);

export type Browser = {
  get: (path: string) => Promise<Response>;
  /** Posts a form as a browser does: own origin, cookies sent back. */
  post: (path: string, form: Record<string, string | string[]>) => Promise<Response>;
  /** The same with files. */
  send: (path: string, form: FormData) => Promise<Response>;
  signIn: (email: string, password?: string) => Promise<Response>;
  cookies: Map<string, string>;
};

export type ConsoleWorld = World & {
  browser: () => Browser;
  /** A browser in which a new person of this role is signed in. */
  as: (role: Role, name?: string) => Promise<Browser>;
  component: (name: string) => Promise<string>;
  /** A program's request, without cookies. */
  request: (path: string, init?: RequestInit) => Promise<Response>;
};

/** The real app on a real database. Astro is replaced by JSON of the data it would render. */
export async function makeConsole(
  options: Parameters<typeof makeWorld>[0] = {},
): Promise<ConsoleWorld> {
  const world = await makeWorld(options);
  await cachePasswords(world.deps);
  const app = createApp(
    async () => world.deps,
    async (c, locals, path) => {
      const { page, props } = locals?.props ?? {};
      if (page && !isAt(page, path ?? c.req.path)) throw new Error(`${page} at ${c.req.path}`);
      const known = { ...c.get('locals'), ...locals, ...(props as object) };
      const { form, findings, recipients, snapshot, refusal, draft, others } = known;
      return Response.json({
        path: path ?? c.req.path,
        form,
        findings,
        recipients,
        snapshot: path === '/' ? (snapshot ?? null) : null,
        refusal,
        page,
        props,
        draft,
        others,
      } satisfies Drawn);
    },
  );
  const origin = new URL(world.deps.config.baseUrl).origin;

  const browser = (): Browser => {
    const cookies = new Map<string, string>();
    const send = async (path: string, init: RequestInit): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
      const answer = await app.request(`${origin}${path}`, { ...init, headers });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (/max-age=0/i.test(cookie)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    };
    const post: Browser['post'] = (path, form) =>
      send(path, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams(
          Object.entries(form).flatMap(([name, value]) => [value].flat().map((v) => [name, v])),
        ),
      });
    return {
      cookies,
      post,
      send: (path, body) => send(path, { method: 'POST', headers: { origin }, body }),
      get: (path) => send(path, {}),
      signIn: (email, password = PASSWORD) => post('/admin/sign-in', { email, password }),
    };
  };

  return {
    ...world,
    browser,
    request: async (path, init) => app.request(`${origin}${path}`, init),
    as: async (role, name = `${role} Person`) => {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`;
      const person = NewMember.parse({ name, email, role, password: PASSWORD });
      await addMember(world.deps, world.owner, world.pageId, person);
      const their = browser();
      await their.signIn(email);
      return their;
    },
    component: (name) =>
      createComponent(world.deps, world.owner, world.pageId, NewComponent.parse({ name })),
  };
}

export const drawn = async (answer: Response): Promise<Drawn> => (await answer.json()) as Drawn;
