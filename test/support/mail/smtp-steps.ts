import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8');
/** A self-signed certificate for mail.test. */
export const certificate = fixture('certificate.pem');
const key = fixture('key.pem');

type Script = {
  greeting?: string | null;
  /** Replies by the start of the command; otherwise `250 ok`. */
  answers?: Record<string, string>;
  /** Credentials: AUTH is offered after EHLO and checked. */
  account?: { user: string; password: string };
  tls?: 'starttls' | 'from the start';
  /** The reply to the message. */
  taken?: string;
};

/** A mail server with a scripted reply to each command. */
export async function startSteps(script: Script = {}) {
  const messages: string[] = [];
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    converse(script.tls === 'from the start' ? encrypted(socket) : socket, true);
  });

  function encrypted(socket: Socket): TLSSocket {
    const secure = new TLSSocket(socket, { isServer: true, cert: certificate, key });
    secure.on('error', () => {});
    return secure;
  }

  function converse(socket: Socket, isFirst: boolean): void {
    let data: string | null = null;
    let rest = '';
    const write = (text: string) => socket.write(`${text}\r\n`);
    if (isFirst && script.greeting !== null) write(script.greeting ?? '220 mail.test ready');
    const receive = (bytes: Buffer) => {
      rest += bytes.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line !== '.') data += `${line}\r\n`;
          else {
            messages.push(data);
            data = null;
            write(script.taken ?? '250 2.0.0 queued as 4711');
          }
          continue;
        }
        lines.push(line);
        const reply = Object.entries(script.answers ?? {}).find(([start]) =>
          line.startsWith(start),
        );
        if (reply) write(reply[1]);
        else if (line.startsWith('EHLO'))
          write(
            [
              '250-mail.test',
              ...(script.tls === 'starttls' && !(socket instanceof TLSSocket)
                ? ['250-STARTTLS']
                : []),
              ...(script.account ? ['250-AUTH PLAIN'] : []),
              '250 SIZE 100000',
            ].join('\r\n'),
          );
        else if (line === 'STARTTLS') {
          socket.off('data', receive);
          write('220 go on');
          converse(encrypted(socket), false);
          return;
        } else if (line.startsWith('AUTH PLAIN'))
          write(isRight(line) ? '235 welcome' : `535 5.7.8 wrong: ${line}`);
        else if (line === 'DATA') {
          data = '';
          write('354 go on');
        } else if (line === 'QUIT') socket.end('221 bye\r\n');
        else write('250 2.0.0 ok');
      }
    };
    socket.on('data', receive);
  }

  function isRight(line: string): boolean {
    const [, user, password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
      .toString()
      .split('\u0000');
    return user === script.account?.user && password === script.account?.password;
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('it listens on TCP');
  return {
    messages,
    lines,
    at: `127.0.0.1:${address.port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
