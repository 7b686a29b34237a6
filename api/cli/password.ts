import { listMembers } from '../../db/team/account.ts';
import { resetPassword } from '../actions/team/member.ts';
import { typedAddress } from '../actions/team/sign-in.ts';
import { turnOffFor } from '../actions/team/two-factor.ts';
import { randomToken } from '../core/secret.ts';
import { CommandError, command, commandLine } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';

const help = `Sets a new password for a person and prints it once. Signs them out everywhere and turns off
their two-factor authentication.

  npm run password -- --email ada@example.com

  --email  the person’s address
  --page   ${pageHelp}

For owners who forgot their password. Owners can reset other passwords under Settings, People.`;

await command(
  { help, options: { email: { type: 'string' }, ...pageOption } },
  async ({ values, deps }) => {
    const email = values.email && typedAddress(values.email);
    if (!email) throw new CommandError('Missing --email, such as --email ada@example.com.');
    const installation = await deps();
    const page = await pageNamed(installation.db, values.page);
    const people = page ? await listMembers(installation.db, page.id) : [];
    const person = people.find((one) => one.email === email);
    if (!page || !person) throw new CommandError(`No account with the address ${email}.`);
    const password = randomToken().slice(0, 16);
    await resetPassword(installation, commandLine, page.id, person.id, password);
    if (person.twoFactorEnabled) {
      const deps = { ...installation, log: () => {} }; // the password alone is printed
      await turnOffFor(deps, commandLine, page.id, person.id);
      console.error('Two-factor authentication is off. They can turn it on again under “Account”.');
    }
    console.error(
      `New password for ${person.name}. It won’t be shown again; change it under “Account” after signing in.`,
    );
    console.log(password);
  },
);
