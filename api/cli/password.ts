import { firstPage } from '../../db/page/page.ts';
import { listMembers } from '../../db/team/account.ts';
import { resetPassword } from '../actions/team/member.ts';
import { typedAddress } from '../actions/team/sign-in.ts';
import { randomToken } from '../core/secret.ts';
import { command, commandLine, Refusal } from './shared/command.ts';

const help = `Gives a person a new password and prints it, once. They are signed out everywhere.

  npm run password -- --email ada@example.com

For the only owner, who has nobody to ask; for anybody else, an owner does it under Settings, People.`;

await command({ help, options: { email: { type: 'string' } } }, async ({ values, deps }) => {
  const email = values.email && typedAddress(values.email);
  if (!email) throw new Refusal('Give --email, such as --email ada@example.com.');
  const on = await deps();
  const page = await firstPage(on.db);
  const people = page ? await listMembers(on.db, page.id) : [];
  const person = people.find((one) => one.email === email);
  if (!page || !person) throw new Refusal(`Nobody signs in here as ${email}. Check the address.`);
  const password = randomToken().slice(0, 16);
  await resetPassword(on, commandLine, page.id, person.id, password);
  console.error(
    `A new password for ${person.name}. It is shown only now; change it under “Account” after signing in.`,
  );
  console.log(password);
});
