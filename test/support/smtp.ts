import { createServer, type Socket } from 'node:net';

/** A mail server that speaks just enough SMTP. `onMail` answers each message: `250 ok` takes it, and so do the silent ones. */
export async function startSmtp(given: {
  onRecipient?: (address: string) => string;
  onMail?: (n: number) => string | 'hang up' | 'say nothing';
}) {
  const taken: { to: string; raw: string }[] = [];
  const sockets = new Set<Socket>();
  let seen = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let to = '';
    let data: string | null = null;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 ready');
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      rest += bytes.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line !== '.') {
            data += `${line}\r\n`;
            continue;
          }
          const answer = given.onMail?.(++seen) ?? '250 ok';
          if (/^(hang up|say nothing|250)/.test(answer)) taken.push({ to, raw: data });
          data = null;
          if (answer === 'hang up') socket.destroy();
          else if (answer !== 'say nothing') say(answer);
        } else if (/^RCPT TO/i.test(line)) {
          to = /<(.*)>/.exec(line)?.[1] ?? '';
          say(given.onRecipient?.(to) ?? '250 ok');
        } else if (/^DATA/i.test(line)) {
          data = '';
          say('354 go on');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else say('250 ok');
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('it listens on TCP');
  return {
    taken,
    url: `smtp://127.0.0.1:${address.port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
