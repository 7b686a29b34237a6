import { type ApiToken, listTokens } from '../../db/team/account.ts';
import {
  endToken,
  issueToken,
  NewToken,
  rotateToken,
  TokenRotation,
} from '../actions/team/token.ts';
import { addressOf } from '../domain/page/address.ts';
import { Role, roles } from '../domain/response/role.ts';
import { scopeListLabel, tokenScopes } from '../domain/response/token-scope.ts';
import { CommandError, command, commandLine } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';

const help = `Creates an API token and prints it once (only its hash is stored). Lists and revokes tokens.

  npm run token -- --role publisher --name ci
  npm run token -- --list
  npm run token -- --rotate ID --overlap 24
  npm run token -- --revoke ID

  --role   viewer (reads), publisher (reads and writes) or owner
  --scope  ${tokenScopes.join(', ')}: what it is
           limited to, several with commas (default: everything)
  --name   what will use it; shown in the audit log
  --expires  last valid day in UTC, such as 2027-01-31 (default: never)
  --list   prints active tokens, one per line
  --rotate prints a new token with the role and scope of the one with this ID
  --overlap  hours for which the old one still works (default: 24)
  --revoke revokes the token with this ID
  --page   ${pageHelp}`;

await command(
  {
    help,
    options: {
      role: { type: 'string' },
      scope: { type: 'string' },
      name: { type: 'string' },
      expires: { type: 'string' },
      revoke: { type: 'string' },
      rotate: { type: 'string' },
      overlap: { type: 'string' },
      list: { type: 'boolean' },
      ...pageOption,
    },
  },
  async ({ values, deps }) => {
    const { role, revoke, rotate } = values;
    if (values.list || revoke !== undefined || rotate !== undefined) {
      const installation = await deps();
      const page = await pageNamed(installation.db, values.page);
      if (!page) throw new CommandError('No page yet, so there are no tokens.');
      if (rotate !== undefined) {
        const { overlap = '24', expires } = values;
        const asked = TokenRotation.safeParse({ overlap, expires });
        if (!asked.success)
          throw new CommandError(asked.error.issues[0]?.message ?? 'Correct --overlap.');
        console.log(await rotateToken(installation, commandLine, page.id, rotate, asked.data));
        return console.error(`The old token works for ${asked.data.overlap} more hours at most.`);
      }
      if (revoke === undefined) {
        for (const one of await listTokens(installation.db, page.id)) console.log(lineOf(one));
        return;
      }
      const { name } = await endToken(installation, commandLine, page.id, revoke);
      return console.error(`Token “${name}” revoked.`);
    }
    if (role !== undefined && !Role.safeParse(role).success)
      throw new CommandError(`--role must be one of ${roles.join(', ')}, not “${role}”.`);
    const scope = values.scope?.split(',').map((one) => one.trim());
    if (scope && !NewToken.shape.scope.safeParse(scope).success)
      throw new CommandError(
        `--scope must be one of ${tokenScopes.join(', ')}, not “${values.scope}”.`,
      );
    const input = NewToken.safeParse({ ...values, scope });
    if (!input.success)
      throw new CommandError(`Missing --role (${roles.join(', ')}) or --name, such as --name ci.`);
    const installation = await deps();
    const page = await pageNamed(installation.db, values.page);
    if (!page)
      throw new CommandError(
        'There is no page yet to make a token for. Run “npm start” and set it up, or import one, first.',
      );
    const token = await issueToken(installation, commandLine, page.id, input.data);
    console.error(
      `A ${input.data.role} token for “${page.name}”. It won’t be shown again; store it safely.`,
    );
    console.log(token);
    console.error(
      `Example:\n  curl -H "Authorization: OAuth $TOKEN" ${addressOf(page, installation.config.baseUrl)}/v1/pages/${page.id}/incidents`,
    );
  },
);

/** Separated by tabs, for other programs. */
function lineOf(token: ApiToken): string {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const { id, role, scope, name, madeByName, createdAt, lastUsedAt, expiresAt } = token;
  return [
    id,
    role,
    name,
    `created ${day(createdAt)}${madeByName ? ` by ${madeByName}` : ''}`,
    lastUsedAt === null ? 'never used' : `last used ${day(lastUsedAt)}`,
    expiresAt === null ? 'never expires' : `expires ${day(expiresAt - 1)}`,
    ...(scope === 'everything' ? [] : [scopeListLabel(scope).toLowerCase()]),
  ].join('\t');
}
