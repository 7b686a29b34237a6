import { issueSetupToken } from '../actions/page/setup.ts';
import { command, Refusal } from './shared/command.ts';

const help = `Prints the one-time link that sets up the page, for wherever the server prints none.

  DATABASE_URL=libsql://… DATABASE_AUTH_TOKEN=… BASE_URL=https://status.example.com npm run setup-link

Each link ends the one before it; once there is an owner there is none.`;

await command({ help, options: {} }, async ({ deps }) => {
  const on = await deps();
  const token = await issueSetupToken(on);
  if (!token)
    throw new Refusal('This page has an owner already: sign in, and invite others there.');
  console.log(`${on.config.baseUrl}/setup?token=${token}`);
});
