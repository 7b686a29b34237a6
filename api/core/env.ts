import { z } from 'zod';
import { isSmtpUrl } from '../domain/delivery/smtp-address.ts';
import { hostFault, listeningHost, ownAddress } from '../domain/network/listening.ts';
import { SECOND } from '../domain/time/time.ts';
import { readTrustedProxies, type TrustedProxies } from '../network/trusted.ts';

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
const Env = z.object({
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
    .refine((host) => listeningHost(host) !== null, { error: ({ input }) => hostFault(input) })
    .transform((host) => listeningHost(host) ?? undefined)
    .optional(),
  BASE_URL: z
    .string()
    .refine(isOrigin, { error: ({ input }) => baseUrlFault(`${input}`) })
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
  FRESH_SECONDS: z.coerce
    .number('must be a number such as 10')
    .min(1, 'must be at least 1')
    .default(10),
  SUBREQUEST_LIMIT: z.coerce
    .number('must be a number such as 50')
    .int('must be a whole number')
    .min(20, 'must be at least 20')
    .default(50),
});

/** Links start with a slash, so the app cannot run under a path. */
function isOrigin(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { origin, href } = new URL(text);
  return href.replace(/\/+$/, '') === origin;
}

/** A path is usually an attempt to avoid a subdomain, so it gets its own message. */
function baseUrlFault(text: string): string {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (!url || url.pathname === '/' || url.username || url.search || url.hash)
    return 'must be like https://status.example.com: http:// or https:// in front, and nothing behind the host';
  const { protocol, host } = url;
  const own = `status.${host.replace(/^(?:www|status)\./, '')}`;
  return `must have nothing behind the host, not “${url.pathname}”: Allclear does not run below a path of another site. Give it a name of its own, such as ${protocol}//${own}, and let the proxy pass all of it on (nginx: “location / { proxy_pass http://127.0.0.1:4321; }”; Caddy: “${own} { reverse_proxy 127.0.0.1:4321 }”)`;
}

export type MirrorConfig = {
  /** URL of the bucket, with an optional folder. Without a trailing slash. */
  url: string;
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
};

export type Config = {
  port: number;
  /** Absent: every interface, IPv4 and IPv6. */
  host: string | undefined;
  /** Absolute, without a trailing slash: the origin of links in pages and mails. */
  baseUrl: string;
  /** True when BASE_URL is set: forms work at its origin only. */
  hasBaseUrl: boolean;
  databaseUrl: string;
  databaseAuthToken: string | undefined;
  secretKey: string | undefined;
  mailFrom: string;
  resend: { apiKey: string; baseUrl: string | undefined } | undefined;
  resendWebhookSecret: string | undefined;
  /** Protects the webhook for bounces of SMTP mail. */
  bounceHookSecret: string | undefined;
  mailReplyTo: string | undefined;
  smtpUrl: string | undefined;
  /** A bucket on another provider for a static copy of the public page. */
  mirror: MirrorConfig | undefined;
  logLevel: 'info' | 'warn' | 'error';
  trustedProxies: TrustedProxies;
  /** After this time without confirmation, a page is shown with its age, ms. */
  freshFor: number;
  /** Requests per run of a Worker: 50 on the free plan, 10,000 on the paid one. */
  subrequestLimit: number;
};

/** Configuration of the sender. Data only, since the sender runs in another thread. */
export type SenderConfig = Omit<Config, 'trustedProxies'>;

export class UnreadableEnvironment extends Error {}

/** Throws UnreadableEnvironment with one line per invalid variable. */
export function readConfig(
  env: Record<string, unknown>,
  runtime: 'node' | 'edge' = 'node',
): Config {
  const given = Object.fromEntries(
    Object.entries(env)
      .map(([name, value]) => [name, asTyped(name, value)] as const)
      .filter(([, value]) => value !== ''),
  );
  const parsed = Env.safeParse(given);
  const faults = parsed.success
    ? [...contradictions(parsed.data), ...(runtime === 'edge' ? edgeFaults(parsed.data) : [])]
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  if (!parsed.success || faults.length > 0) {
    throw new UnreadableEnvironment(
      `Allclear can’t start. Fix these environment variables:\n${faults.map((f) => `  ${f}`).join('\n')}`,
    );
  }
  return toConfig(parsed.data);
}

/** Env files leave spaces and line ends in values. Secrets are kept exactly, unless they are blank. */
const asTyped = (name: string, value: unknown): unknown =>
  typeof value !== 'string' || (name === 'SECRET_KEY' && value.trim() !== '')
    ? value
    : value.trim();

function contradictions(env: z.infer<typeof Env>): string[] {
  const faults: string[] = [];
  if (env.RESEND_API_KEY && env.SMTP_URL)
    faults.push('SMTP_URL and RESEND_API_KEY are both set: keep only one');
  if ((env.RESEND_API_KEY || env.SMTP_URL) && !env.MAIL_FROM)
    faults.push('MAIL_FROM is missing: set the sender, such as Status <status@example.com>');
  if (env.MIRROR_URL && !(env.MIRROR_ACCESS_KEY_ID && env.MIRROR_SECRET_ACCESS_KEY))
    faults.push('MIRROR_URL requires MIRROR_ACCESS_KEY_ID and MIRROR_SECRET_ACCESS_KEY');
  return faults;
}

function mirrorOf(env: z.infer<typeof Env>): MirrorConfig | undefined {
  const { MIRROR_URL, MIRROR_ACCESS_KEY_ID, MIRROR_SECRET_ACCESS_KEY, MIRROR_REGION } = env;
  if (!MIRROR_URL || !MIRROR_ACCESS_KEY_ID || !MIRROR_SECRET_ACCESS_KEY) return undefined;
  return {
    url: MIRROR_URL.replace(/\/+$/, ''),
    accessKeyId: MIRROR_ACCESS_KEY_ID,
    secretAccessKey: MIRROR_SECRET_ACCESS_KEY,
    region: MIRROR_REGION,
  };
}

/** Variables that a single machine can do without or generate, and Workers cannot. */
function edgeFaults(env: z.infer<typeof Env>): string[] {
  const faults: string[] = [];
  if (env.DATABASE_URL.startsWith('file:'))
    faults.push('DATABASE_URL is a file, which Workers can’t use: set a libsql:// URL');
  if (!env.SECRET_KEY)
    faults.push('SECRET_KEY is missing: create one with “openssl rand -base64 32” and keep it');
  if (!env.BASE_URL) faults.push('BASE_URL is missing: set it to your page’s public URL');
  if (env.SMTP_URL)
    faults.push('SMTP_URL is set, but Workers can’t send by SMTP: use RESEND_API_KEY instead');
  return faults;
}

function toConfig(env: z.infer<typeof Env>): Config {
  const baseUrl = env.BASE_URL ?? ownAddress(env.HOST, env.PORT);
  return {
    port: env.PORT,
    host: env.HOST,
    baseUrl,
    hasBaseUrl: env.BASE_URL !== undefined,
    databaseUrl: env.DATABASE_URL,
    databaseAuthToken: env.DATABASE_AUTH_TOKEN,
    secretKey: env.SECRET_KEY,
    mailFrom: env.MAIL_FROM ?? `Status <status@${new URL(baseUrl).hostname}>`,
    resend: env.RESEND_API_KEY
      ? { apiKey: env.RESEND_API_KEY, baseUrl: env.RESEND_BASE_URL }
      : undefined,
    resendWebhookSecret: env.RESEND_WEBHOOK_SECRET,
    bounceHookSecret: env.BOUNCE_HOOK_SECRET,
    mailReplyTo: env.MAIL_REPLY_TO,
    smtpUrl: env.SMTP_URL,
    mirror: mirrorOf(env),
    logLevel: env.LOG_LEVEL,
    trustedProxies: env.TRUSTED_PROXIES,
    freshFor: env.FRESH_SECONDS * SECOND,
    subrequestLimit: env.SUBREQUEST_LIMIT,
  };
}
