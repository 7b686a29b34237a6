import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Installation } from './installation.ts';
import { percentile, round, table } from './table.ts';

const READERS = 10_000;
/** More than one loopback address: each has its own 28,000 ports. */
const AT_ONCE = 200;
const ROUNDS = 3;

/** Ten thousand browsers that keep their connection: each asks, waits, and asks again. */
export async function openReaders(ours: Installation): Promise<void> {
  const { hostname, port } = new URL(ours.url);
  const before = ours.rss();
  const sockets: Socket[] = [];
  let errors = 0;
  for (let opened = 0; opened < READERS; opened += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, () => connect(Number(port), hostname));
    await Promise.all(some.map((socket) => once(socket, 'connect').catch(() => errors++)));
    for (const socket of some) socket.on('error', () => errors++);
    sockets.push(...some);
  }
  const times: number[] = [];
  for (let attempt = 0; attempt < ROUNDS; attempt++)
    for (let i = 0; i < sockets.length; i += AT_ONCE) {
      const some = sockets.slice(i, i + AT_ONCE);
      await Promise.all(
        some.map((socket) =>
          ask(socket).then(
            (ms) => times.push(ms),
            () => errors++,
          ),
        ),
      );
    }
  const after = ours.rss();
  const open = sockets.filter((socket) => !socket.destroyed).length;
  for (const socket of sockets) socket.destroy();
  table(
    `${READERS} open keep-alive readers, each asking ${ROUNDS} times`,
    ['answered', 'errors', 'still open', 'p99 ms', 'RSS before', 'RSS with all open'],
    [
      [
        `${times.length}`,
        `${errors}`,
        `${open}`,
        round(percentile(times, 99), 1),
        `${round(before / 2 ** 20, 0)} MB`,
        `${round(after / 2 ** 20, 0)} MB`,
      ],
    ],
  );
}

const REQUEST = 'GET / HTTP/1.1\r\nhost: bench\r\naccept-encoding: gzip\r\n\r\n';

function ask(socket: Socket): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let awaited = Number.POSITIVE_INFINITY;
    let got = 0;
    const read = (batch: Buffer) => {
      if (got === 0) {
        const head = batch.indexOf('\r\n\r\n');
        const length = /content-length: (\d+)/i.exec(batch.toString('latin1', 0, head))?.[1];
        if (!batch.toString('latin1', 0, 15).includes(' 200 ')) return reject(new Error('not 200'));
        awaited = head + 4 + Number(length);
      }
      got += batch.length;
      if (got < awaited) return;
      socket.off('data', read);
      resolve(performance.now() - began);
    };
    socket.on('data', read).once('close', () => reject(new Error('closed')));
    socket.write(REQUEST);
  });
}
