import type { z } from 'zod';
import { ownAddress } from '../domain/network/listening.ts';
import { SECOND } from '../domain/time/time.ts';
import type { Config, MirrorConfig } from './config.ts';
import { Env } from './variables.ts';

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
  const errors = parsed.success
    ? [...contradictions(parsed.data), ...(runtime === 'edge' ? edgeErrors(parsed.data) : [])]
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  if (!parsed.success || errors.length > 0) {
    throw new UnreadableEnvironment(
      `Allclear can’t start. Fix these environment variables:\n${errors.map((f) => `  ${f}`).join('\n')}`,
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
  const errors: string[] = [];
  if (env.RESEND_API_KEY && env.SMTP_URL)
    errors.push('SMTP_URL and RESEND_API_KEY are both set: keep only one');
  if ((env.RESEND_API_KEY || env.SMTP_URL) && !env.MAIL_FROM)
    errors.push('MAIL_FROM is missing: set the sender, such as Status <status@example.com>');
  if (env.MIRROR_URL && !(env.MIRROR_ACCESS_KEY_ID && env.MIRROR_SECRET_ACCESS_KEY))
    errors.push('MIRROR_URL requires MIRROR_ACCESS_KEY_ID and MIRROR_SECRET_ACCESS_KEY');
  return errors;
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
function edgeErrors(env: z.infer<typeof Env>): string[] {
  const errors: string[] = [];
  if (env.DATABASE_URL.startsWith('file:'))
    errors.push('DATABASE_URL is a file, which Workers can’t use: set a libsql:// URL');
  if (!env.SECRET_KEY)
    errors.push('SECRET_KEY is missing: create one with “openssl rand -base64 32” and keep it');
  if (!env.BASE_URL) errors.push('BASE_URL is missing: set it to your page’s public URL');
  if (env.SMTP_URL)
    errors.push('SMTP_URL is set, but Workers can’t send by SMTP: use RESEND_API_KEY instead');
  if (env.ALLOW_PRIVATE_HOSTS)
    errors.push('ALLOW_PRIVATE_HOSTS is set, but Workers reach public hosts only: unset it');
  return errors;
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
    mailFrom: env.MAIL_FROM ?? `status@${new URL(baseUrl).hostname}`,
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
    allowPrivateHosts: env.ALLOW_PRIVATE_HOSTS,
    slackApi: env.SLACK_API_URL,
    freshFor: env.FRESH_SECONDS * SECOND,
    apiRateLimit: env.API_RATE_LIMIT,
    subrequestLimit: env.SUBREQUEST_LIMIT,
  };
}
