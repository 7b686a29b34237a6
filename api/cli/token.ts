import { firstPage } from '../../db/page.ts';
import { Role, roles } from '../domain/role.ts';
import { issueToken, NewToken } from '../publish/token.ts';
import { command, commandLine, Refusal } from './command.ts';

const help = `Makes an API token and prints it, once: only its hash is stored.

  npm run token -- --role publisher --name ci

  --role   viewer (reads), publisher (reads and writes) or owner
  --name   what will use it; the audit log shows this name`;

await command(
  { help, options: { role: { type: 'string' }, name: { type: 'string' } } },
  async ({ values, deps }) => {
    const { role } = values;
    if (role !== undefined && !Role.safeParse(role).success)
      throw new Refusal(`--role is one of ${roles.join(', ')}, not “${role}”.`);
    const input = NewToken.safeParse(values);
    if (!input.success)
      throw new Refusal(`Give --role (${roles.join(', ')}) and --name, such as --name ci.`);
    const on = await deps();
    const page = await firstPage(on.db);
    if (!page)
      throw new Refusal(
        'There is no page yet to make a token for. Run “npm start” and set it up, or import one, first.',
      );
    const token = await issueToken(on, commandLine, page.id, input.data);
    console.error(
      `A ${input.data.role} token for “${page.name}”. It is shown only now; keep it where secrets are kept.`,
    );
    console.log(token);
    console.error(
      `Use it like this:\n  curl -H "Authorization: OAuth $TOKEN" ${on.config.baseUrl}/v1/pages/${page.id}/incidents`,
    );
  },
);
