import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listenProblem } from '../domain/network/listening.ts';
import { writeDemoData } from './demo-data/demo-data.ts';
import { isolatedEnv } from './demo-data/isolated-env.ts';
import { addOwner } from './demo-data/owner.ts';
import { CommandError, command } from './shared/command.ts';

const help = `Shows a believable company on a throw-away database, and serves it until Ctrl-C.

  npm run demo

PORT and HOST work as for npm start. No mail leaves the machine, and no copy for MIRROR_URL: the
local mailbox under /admin/mail shows what would have been sent.`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCALE = { components: 12, incidents: 40, days: 90, subscribers: 50, random: 7 };

await command({ help, options: {} }, async ({ deps }) => {
  const folder = await mkdtemp(join(tmpdir(), 'allclear-demo-'));
  try {
    Object.assign(process.env, isolatedEnv, { DATABASE_URL: `file:${join(folder, 'demo.db')}` });
    const installation = await deps();
    await assertFree(installation.config);
    const { pageId } = await writeDemoData(
      installation.db,
      { ...SCALE, now: installation.clock() },
      () => {},
    );
    const { email, password } = await addOwner(installation, pageId);
    installation.db.$client.close();
    console.log(`
  Status page   ${installation.config.baseUrl}/
  Sign in       ${installation.config.baseUrl}/admin
                ${email}
                ${password}

  Press Ctrl-C to stop the demo and delete its database.
`);
    process.exitCode = await serve();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Checks the port first: the server itself would fail too late. Throws Refusal. */
async function assertFree({ port, host }: { port: number; host: string | undefined }) {
  const probe = createServer();
  try {
    await once(probe.listen({ port, host }), 'listening');
  } catch (error) {
    // errors of listen
    throw new CommandError(
      listenProblem(error as NodeJS.ErrnoException, { host, port }, 'npm run demo'),
    );
  } finally {
    probe.close();
  }
}

/** Runs the real server in its own process until it ends or is stopped. */
function serve(): Promise<number> {
  const server = spawn(process.execPath, [join(ROOT, 'api/runtime/start.ts')], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  // Ctrl-C reaches both processes; this one stays to clean up.
  const stop = () => server.kill('SIGTERM');
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) => resolve(signal ? 0 : (code ?? 1)));
  });
}
