import { fileURLToPath } from 'node:url';
import { ENTRY, ensureBuilt } from './build.ts';

/** What 10,000 open readers leave behind is collected soon, in 100 MB less. */
const HEAP = ['--max-semi-space-size=4', '--heap-growing-percent=20'];
/** Each thread's own share of freed memory is kept from growing; glibc gives each up to 64 MB. */
const MEMORY = { MALLOC_ARENA_MAX: '2' };

/** `npm start`: builds what is missing or old, then becomes the server, without what read TypeScript. */
await ensureBuilt();
const entry = fileURLToPath(ENTRY);
const server = [...HEAP, ...process.execArgv, entry, ...process.argv.slice(2)];
const env = { ...MEMORY, ...process.env };
if (process.platform === 'win32' || !process.execve) await import(ENTRY.href);
else process.execve(process.execPath, [process.execPath, ...server], env);
