import type { TrustedProxies } from '../network/trusted.ts';

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
  /** Hosts of the own network that webhooks may go to, as in the variable. */
  allowPrivateHosts: string | undefined;
  /** Slack's Web API. */
  slackApi: string;
  /** After this time without confirmation, a page is shown with its age, ms. */
  freshFor: number;
  /** Requests of an API token in a minute. */
  apiRateLimit: number;
  /** Requests per run of a Worker: 50 on the free plan, 10,000 on the paid one. */
  subrequestLimit: number;
};

/** Configuration of the sender. Data only, since the sender runs in another thread. */
export type SenderConfig = Omit<Config, 'trustedProxies'>;
