import { z } from 'zod';
import { type Statement, violated, write } from '../../../db/engine/write.ts';
import {
  consumeInstallValue,
  installValue,
  type Page,
  setInstallValue,
  storeChecklist,
} from '../../../db/page/page.ts';
import { hasOwner } from '../../../db/team/account.ts';
import type { Auth } from '../../auth/auth.ts';
import { Problem } from '../../core/problem.ts';
import { randomToken, sameText, sha256 } from '../../core/secret.ts';
import { planList } from '../../domain/component/list-plan.ts';
import { MAX_LIST_LENGTH } from '../../domain/component/pasted-list.ts';
import type { Actor } from '../../domain/response/role.ts';
import { storable } from '../../domain/text/characters.ts';
import { commit, type Publisher } from '../commit.ts';
import { listedRows } from '../component/add-list.ts';
import { assertTextsPassed } from '../incident/checks/preflight.ts';
import { Override } from '../incident/input.ts';
import { memberRows, Person, refuseKnownAddress, refuseWeak } from '../team/member.ts';
import { newPage, PageName, Zone } from './page.ts';

const KEY = 'setup_token_hash';

/** Only asked when neither seed nor import has created a page. */
export const FirstPage = z.object({
  pageName: PageName,
  timeZone: Zone,
  /** One name per line; indented lines belong to the group above them. */
  components: z
    .string()
    .max(MAX_LIST_LENGTH, 'Too many components. You can add more later.')
    .overwrite(storable)
    .overwrite((list) => list.replaceAll(/^ (?! )/gm, '')) // one space is a slip
    .superRefine((list, context) => {
      for (const { line, sentence } of planList(list, []).errors)
        context.addIssue({ code: 'custom', message: `Line ${line}: ${sentence}` });
    }),
  override: Override.optional(),
});
export type FirstPage = z.infer<typeof FirstPage>;

/** Creates a one-time token for `/setup` and revokes the older ones. Null when the page has an owner. */
export async function issueSetupToken(deps: Pick<Publisher, 'db'>): Promise<string | null> {
  if (await hasOwner(deps.db)) return null;
  const token = randomToken();
  await write(deps.db, [setInstallValue(deps.db, KEY, await sha256(token))]);
  return token;
}

export async function isSetupToken(deps: Pick<Publisher, 'db'>, token: string): Promise<boolean> {
  const stored = await installValue(deps.db, KEY);
  return stored !== null && token !== '' && sameText(await sha256(token), stored);
}

/** Adds the fields that only the person who sets up can fill in. */
export const Owner = Person.extend({
  name: z
    .string()
    .trim()
    .min(1, 'Enter your name.')
    .max(80, 'A name can have at most 80 characters.'),
});

/** Creates the first owner and, with `first`, the page. The token is used up in the same batch. */
export async function setUp(
  deps: Publisher & { auth: () => Promise<Auth> },
  token: string,
  person: Person,
  { existing, first }: { existing: Page | null; first: FirstPage | null },
): Promise<void> {
  if (!(await isSetupToken(deps, token))) throw spent();
  refuseWeak('password', person.password, [
    person.name,
    person.email,
    existing?.name ?? first?.pageName ?? '',
  ]);
  if (!existing && !first) throw new Problem('invalid', 'Enter a page name and a time zone.');
  const at = deps.clock();
  const userId = deps.newId();
  const pageId = existing?.id ?? deps.newId();
  const actor: Actor = { kind: 'user', id: userId, name: person.name, role: 'owner', pageId };
  const passed =
    existing || !first
      ? {}
      : await assertTextsPassed(deps, actor, pageId, {
          texts: { pageName: first.pageName, components: first.components },
          override: first.override,
        });
  const { name, email } = person;
  const change = { pageId, actor, at, action: 'create', subject: 'member', subjectId: userId };
  try {
    await commit(deps, { ...change, after: { name, email, role: 'owner', ...passed } }, [
      consumeInstallValue(deps.db, KEY, await sha256(token)),
      ...(existing || !first ? [] : pageRows(deps, actor, pageId, first, at)),
      storeChecklist(deps.db, pageId, {}),
      ...(await memberRows(deps, { ...person, role: 'owner', userId, pageId, at })),
    ]);
  } catch (error) {
    if (violated(error) === 'install.value') throw spent();
    refuseKnownAddress(error);
  }
}

function pageRows(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  first: FirstPage,
  at: number,
): Statement[] {
  const page = { id: pageId, name: first.pageName, timeZone: first.timeZone, at };
  const { statements } = listedRows(deps, actor, { pageId, at }, planList(first.components, []));
  return [...newPage(deps, actor, page), ...statements];
}

const spent = (): Problem =>
  new Problem(
    'forbidden',
    'This setup link is no longer valid. Restart the server to print a new link.',
  );
