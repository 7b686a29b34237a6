import { issueSetupToken } from '../actions/page/setup.ts';
import { CommandError, command } from './shared/command.ts';

const help = `Prints the one-time setup link, where the server can’t print it.

  DATABASE_URL=libsql://… DATABASE_AUTH_TOKEN=… BASE_URL=https://status.example.com npm run setup-link

A new link invalidates the previous one. Not available once an owner exists.`;

await command({ help, options: {} }, async ({ deps }) => {
  const installation = await deps();
  const token = await issueSetupToken(installation);
  if (!token) throw new CommandError('This page already has an owner. Sign in to add more people.');
  console.log(`${installation.config.baseUrl}/setup?token=${token}`);
});
