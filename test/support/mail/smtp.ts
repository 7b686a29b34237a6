import { createServer, type Socket } from 'node:net';

/** `END` is the final dot of the message. */
export type Step = 'CONNECT' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'END';
type Answer = string | 'hang up' | 'say nothing' | undefined;
const usual: Record<Step, string> = {
  CONNECT: '220 ready',
  EHLO: '250 ok',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  END: '250 ok',
};

/**
 * A minimal SMTP server. `onMail` returns the reply to a message; `250 ok` and no reply accept it.
 * `onStep` overrides the reply to any step, by recipient (`to`, from RCPT on) and by how often the
 * step occurred. `wait` delays a reply.
 */
export async function startSmtp(given: {
  onRecipient?: (address: string) => string;
  onMail?: (n: number) => string | 'hang up' | 'say nothing';
  onStep?: (step: Step, at: { to: string; times: number; taken: number }) => Answer;
  wait?: (step: Step, to: string) => Promise<unknown> | undefined;
  port?: number;
}) {
  const taken: { to: string; from: string; raw: string }[] = [];
  const greetings: string[] = [];
  const sockets = new Set<Socket>();
  const times = new Map<string, number>();
  let seen = 0;
  let most = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    most = Math.max(most, sockets.size);
    let to = '';
    let from = '';
    let data: string | null = null;
    let rest = '';
    const write = (line: string) => socket.write(`${line}\r\n`);
    /** True when the step has its default reply. */
    const answer = (step: Step, usually: Answer = usual[step]): boolean => {
      const of = step === 'RCPT' || step === 'DATA' || step === 'END' ? to : '';
      const count = (times.get(`${step} ${of}`) ?? 0) + 1;
      times.set(`${step} ${of}`, count);
      const chosen = given.onStep?.(step, { to: of, times: count, taken: taken.length }) ?? usually;
      const isTaken = /^(?:hang up|say nothing|2|3)/.test(chosen ?? '');
      if (step === 'END' && isTaken) taken.push({ to, from, raw: data ?? '' });
      const held = given.wait?.(step, of);
      if (held !== undefined) void held.then(() => write(chosen ?? usual[step]));
      else if (chosen === 'hang up') socket.destroy();
      else if (chosen !== 'say nothing') write(chosen ?? usual[step]);
      if (/^421/.test(chosen ?? '') || (step === 'CONNECT' && !isTaken)) socket.end();
      return /^[23]/.test(chosen ?? '');
    };
    answer('CONNECT');
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      rest += bytes.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line !== '.') {
            // A dot at the start of a line is sent twice (RFC 5321 §4.5.2).
            data += `${line.startsWith('..') ? line.slice(1) : line}\r\n`;
            continue;
          }
          answer('END', given.onMail?.(++seen));
          data = null;
        } else if (/^(?:EHLO|HELO)/i.test(line)) {
          greetings.push(line);
          answer('EHLO');
        } else if (/^MAIL FROM/i.test(line)) {
          from = /<(.*?)>/.exec(line)?.[1] ?? '';
          answer('MAIL');
        } else if (/^RCPT TO/i.test(line)) {
          to = /<(.*)>/.exec(line)?.[1] ?? '';
          answer('RCPT', given.onRecipient?.(to));
        } else if (/^DATA/i.test(line)) {
          if (answer('DATA')) data = '';
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else write('250 ok');
      }
    });
  });
  await new Promise<void>((ready) => server.listen(given.port ?? 0, '127.0.0.1', ready));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('it listens on TCP');
  return {
    taken,
    /** EHLO and HELO lines, in order. */
    greetings,
    /** The highest number of simultaneous connections. */
    get connections() {
      return most;
    },
    /** How often a step occurred, per recipient where it names one. */
    times: (step: Step, to = '') => times.get(`${step} ${to}`) ?? 0,
    port: address.port,
    url: `smtp://127.0.0.1:${address.port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
