import { z } from 'zod';
import { isSmtpUrl } from '../domain/delivery/smtp-address.ts';
import { hostError, listeningHost } from '../domain/network/listening.ts';
import { readPrivateHosts } from '../domain/network/private-hosts.ts';
import { readTrustedProxies } from '../network/trusted.ts';

/** Safe in a header. */
const Key = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be one word of plain letters, digits and signs');
/** In-memory databases are rejected: their content would be lost with the process. */
const FILE = /^file:(?:\/\/(?=\/))?(?!\/\/|:memory:)[^?#]+$/;
const SERVER = /^(?:libsql|https?|wss?):\/\/[^/?#]/;

/** The name may contain any characters; the transport quotes it. */
const SENDER = /^(?:[^\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

/** The only place that knows the names of environment variables. Empty values count as absent. */
export const Env = z.object({
  PORT: z.coerce
    .string()
    .refine((port) => /^\d+$/.test(port) && Number(port) <= 65535, {
      error: ({ input }) =>
        `must be a whole number from 0 to 65535, such as 4321, not “${input}”. Unset it for 4321`,
    })
    .transform(Number)
    .default(4321),
  HOST: z
    .string()
    .refine((host) => listeningHost(host) !== null, { error: ({ input }) => hostError(input) })
    .transform((host) => listeningHost(host) ?? undefined)
    .optional(),
  BASE_URL: z
    .string()
    .refine(isOrigin, { error: ({ input }) => baseUrlError(`${input}`) })
    .transform((url) => new URL(url).origin)
    .optional(),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => FILE.test(url) || (SERVER.test(url) && URL.canParse(url)),
      'must name a file, such as file:data/allclear.db, or a server, such as libsql://name.turso.io',
    )
    .default('file:data/allclear.db'),
  DATABASE_AUTH_TOKEN: Key.optional(),
  SECRET_KEY: z
    .string()
    .refine((key) => key.trim().length >= 32, 'must have at least 32 characters')
    .optional(),
  MAIL_FROM: z.string().regex(SENDER, 'must be an address or Name <address>').optional(),
  MAIL_REPLY_TO: z.string().regex(SENDER, 'must be an address or Name <address>').optional(),
  RESEND_API_KEY: Key.optional(),
  RESEND_BASE_URL: z
    .url({ protocol: /^https?$/, message: 'must be an absolute http(s) URL' })
    .optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, message: 'must be an absolute http(s) URL' })
    .default('https://slack.com/api'),
  RESEND_WEBHOOK_SECRET: z
    .string()
    .regex(/^(whsec_)?[A-Za-z0-9+/]+={0,2}$/, 'must be the signing secret, such as whsec_…')
    .optional(),
  BOUNCE_HOOK_SECRET: Key.refine(
    (secret) => secret.length >= 24,
    'must have at least 24 characters, such as “openssl rand -hex 24” makes',
  ).optional(),
  MIRROR_URL: z
    .url({ protocol: /^https?$/, message: 'must be an absolute http(s) URL' })
    .optional(),
  MIRROR_ACCESS_KEY_ID: Key.optional(),
  MIRROR_SECRET_ACCESS_KEY: z.string().optional(),
  MIRROR_REGION: z.string().default('auto'),
  LOG_LEVEL: z.enum(['info', 'warn', 'error']).default('info'),
  SMTP_URL: z
    .string()
    .refine(
      isSmtpUrl,
      'must be like smtps://user:password@host:465, with nothing but ?options behind the host; in a user name or password write @ as %40, # as %23, / as %2F, ? as %3F and a space as %20',
    )
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .optional()
    .transform((text, { addIssue }) => {
      try {
        return readTrustedProxies(text);
      } catch (error) {
        addIssue((error as Error).message); // readTrustedProxies throws nothing else
        return z.NEVER;
      }
    }),
  ALLOW_PRIVATE_HOSTS: z
    .string()
    .optional()
    .transform((text, { addIssue }) => {
      try {
        readPrivateHosts(text);
        return text;
      } catch (error) {
        addIssue((error as Error).message); // readPrivateHosts throws nothing else
        return z.NEVER;
      }
    }),
  FRESH_SECONDS: z.coerce
    .number('must be a number such as 10')
    .min(1, 'must be at least 1')
    .default(10),
  API_RATE_LIMIT: z.coerce
    .number('must be a number such as 600')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .default(600),
  SUBREQUEST_LIMIT: z.coerce
    .number('must be a number such as 50')
    .int('must be a whole number')
    .min(40, 'must be at least 40')
    .default(50),
});

/** Links start with a slash, so the app cannot run under a path. */
function isOrigin(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { origin, href } = new URL(text);
  return href.replace(/\/+$/, '') === origin;
}

/** A path is usually an attempt to avoid a subdomain, so it gets its own message. */
function baseUrlError(text: string): string {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (!url || url.pathname === '/' || url.username || url.search || url.hash)
    return 'must be like https://status.example.com: http:// or https:// in front, and nothing behind the host';
  const { protocol, host } = url;
  const isAddress = /^\[|^[\d.]+(?::\d+)?$/.test(host);
  if (isAddress) return `must have nothing behind the host: write ${protocol}//${host}`;
  const own = `status.${host.replace(/^(?:www|status)\./, '')}`;
  return `must have nothing behind the host, not “${url.pathname}”: Allclear does not run below a path of another site. Give it a name of its own, such as ${protocol}//${own}, and let the proxy pass all of it on (nginx: “location / { proxy_pass http://127.0.0.1:4321; }”; Caddy: “${own} { reverse_proxy 127.0.0.1:4321 }”)`;
}
