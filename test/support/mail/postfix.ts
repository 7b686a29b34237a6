import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../server/port.ts';
import { eventually } from '../world/eventually.ts';
import { startSmtp } from './smtp.ts';

const found = (program: string) =>
  spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${program}`]).status === 0;

/** Postfix drops root privileges itself, so it must be started as root. */
export const hasPostfix =
  process.getuid?.() === 0 && ['postfix', 'dovecot', 'postgrey', 'openssl'].every(found);

const services = `
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
local unix - n n - - local
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
const path = { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } };

/** A Postfix with its own queue on a loopback port that relays to a scripted server. */
export async function startPostfix(
  given: {
    settings?: Record<string, string>;
    greylistSeconds?: number;
    password?: string;
    /** Lines as in /etc/aliases, for mail to these domains. */
    aliases?: { domains: string; lines: string };
    /** The reply of the server behind Postfix to a recipient that Postfix has accepted. */
    onRecipient?: (address: string) => string;
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-postfix-'));
  chmodSync(folder, 0o755);
  const at = (name: string) => join(folder, name);
  mkdirSync(at('queue'));
  mkdirSync(at('data'));
  execFileSync('chown', ['postfix', at('data')]);
  const certificate = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  const files = ['-subj', '/CN=mail.test', '-keyout', at('key.pem'), '-out', at('cert.pem')];
  execFileSync('openssl', [...certificate, ...files], { stdio: 'ignore' });
  const port = await freePort();
  const { onRecipient } = given;
  const inbox = await startSmtp(onRecipient ? { onRecipient } : {});
  const others: ChildProcess[] = [];
  const settings: Record<string, string> = {
    compatibility_level: '3.6',
    queue_directory: at('queue'),
    data_directory: at('data'),
    maillog_file: at('log'),
    maillog_file_prefixes: folder,
    myhostname: 'mail.test',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    alias_maps: '',
    alias_database: '',
    relayhost: `[127.0.0.1]:${inbox.port}`,
    smtp_dns_support_level: 'disabled',
    smtp_host_lookup: 'native',
    smtpd_tls_security_level: 'may',
    smtpd_tls_cert_file: at('cert.pem'),
    smtpd_tls_key_file: at('key.pem'),
    smtpd_helo_required: 'yes',
    smtpd_helo_restrictions: 'reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname',
    smtpd_relay_restrictions: 'permit_mynetworks, permit_sasl_authenticated, reject',
    // By default, clients of these networks have no limits.
    smtpd_client_event_limit_exceptions: '',
    default_process_limit: '20',
  };
  if (given.greylistSeconds !== undefined) {
    const policy = await freePort();
    mkdirSync(at('grey'));
    execFileSync('chown', ['postgrey', at('grey')]);
    const args = [`--inet=127.0.0.1:${policy}`, `--delay=${given.greylistSeconds}`];
    const more = [`--dbdir=${at('grey')}`, '--whitelist-clients=/dev/null'];
    others.push(spawn('/usr/sbin/postgrey', [...args, ...more], { stdio: 'ignore', ...path }));
    settings.smtpd_recipient_restrictions = `check_policy_service inet:127.0.0.1:${policy}`;
  }
  if (given.password !== undefined) {
    const signIn = await freePort();
    mkdirSync(at('run'));
    writeFileSync(
      at('dovecot.conf'),
      `base_dir = ${at('run')}
log_path = ${at('dovecot.log')}
protocols =
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = ${at('people')}
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${signIn}
  }
}
`,
    );
    writeFileSync(at('people'), `status:{PLAIN}${given.password}\n`);
    chmodSync(at('people'), 0o644);
    const args = ['-F', '-c', at('dovecot.conf')];
    others.push(spawn('/usr/sbin/dovecot', args, { stdio: 'ignore', ...path }));
    Object.assign(settings, {
      mynetworks: '192.0.2.1/32',
      smtpd_sasl_auth_enable: 'yes',
      smtpd_sasl_type: 'dovecot',
      smtpd_sasl_path: `inet:127.0.0.1:${signIn}`,
    });
  }
  if (given.aliases) {
    const { domains, lines } = given.aliases;
    writeFileSync(at('aliases'), `${lines}\n`);
    Object.assign(settings, { mydestination: domains, alias_maps: `hash:${at('aliases')}` });
  }
  Object.assign(settings, given.settings);
  const configure = (changed: Record<string, string>) => {
    Object.assign(settings, changed);
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    writeFileSync(at('main.cf'), `${lines.join('\n')}\n`);
  };
  configure({});
  writeFileSync(at('master.cf'), `127.0.0.1:${port} inet n - n - - smtpd${services}`);
  if (given.aliases)
    execFileSync('/usr/sbin/postalias', ['-c', folder, `hash:${at('aliases')}`], path);
  const postfix = (verb: 'start' | 'stop' | 'abort' | 'reload') =>
    execFileSync('/usr/sbin/postfix', ['-c', folder, verb], { stdio: 'ignore', ...path });
  postfix('start');
  await eventually(async () => {
    const { connect } = await import('node:net');
    await new Promise<void>((open, fail) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.end(() => open());
      });
      socket.once('error', fail);
    });
  });
  return {
    url: `smtp://127.0.0.1:${port}`,
    log: () => readFileSync(at('log'), 'utf8'),
    /** The delivered mails. */
    delivered: inbox.taken,
    configure,
    postfix,
    async stop() {
      spawnSync('/usr/sbin/postfix', ['-c', folder, 'abort'], { stdio: 'ignore', ...path });
      for (const other of others) other.kill();
      await inbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
