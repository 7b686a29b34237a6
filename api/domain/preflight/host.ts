import { isPrivateAddress } from './address.ts';
import { inTexts, type Rule, type Span, spansOf, without } from './rule.ts';

const url = /\bhttps?:\/\/(?:\[[0-9a-f:]+\])?[^\s<>()[\]"'”’]*/gi;
const kinds =
  'db|web|app|api|srv|cache|redis|memcached|mysql|mariadb|postgres|pg|mongo|kafka|elastic|rabbit|lb|haproxy|nginx|proxy|worker|mq|vm|k8s|bastion|gw|router|switch|fw|ns|mail|mx|smtp|backup|storage|nas|san|build|runner|jenkins|vault|consul';
const stages = 'prod|prd|production|stage|staging|stg|dev|qa|uat|int|corp';

const machine = new RegExp(
  [
    // Top-level domains that only internal resolvers know.
    String.raw`(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:local|internal|lan|corp|intra|intranet|localdomain|consul|svc|private)\b(?:\.[a-z0-9-]{1,63}){0,5}`,
    // As clouds name instances and buckets.
    String.raw`\bip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\b`,
    String.raw`\bi-[0-9a-f]{8,17}\b`,
    String.raw`(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:rds|cache|compute|compute-1|elb|es|redshift)\.amazonaws\.com\b`,
    // db01, web-03, prod-db-2, kafka-broker-1; “web3” and “us-east-1” are none.
    String.raw`(?<![\w.-])(?:[a-z]{1,20}[0-9]{0,4}-){0,4}(?:${kinds})(?:0\d|-(?:[a-z]{1,20}-){0,3}\d{1,3})(?![\w-]|\.\d)(?:\.[a-z][a-z0-9.-]*[a-z])?`,
    String.raw`(?<![\w.-])(?:[a-z0-9]{1,20}-){0,4}(?:${stages})-(?:[a-z0-9]{1,20}-){0,4}[a-z]{1,20}-?\d{1,3}(?![\w-]|\.\d)`,
    // Pods: a deployment, its hash, the pod's own.
    String.raw`(?<![\w-])[a-z][a-z0-9-]{0,60}-(?=[a-f0-9]{0,9}\d)[a-f0-9]{8,10}-[a-z0-9]{5}\b`,
  ].join('|'),
  'g',
);

export const host: Rule = {
  id: 'host',
  name: 'Host names',
  level: 'stop',
  sentence: 'Internal host name. Name the affected service instead.',
  examples: { caught: 'prod-db-02 ran out of disk.', fine: 'Our main database ran out of disk.' },
  find: inTexts((text) => spansOf(machine, without(url, text))),
};

const tools =
  'jira|jenkins|grafana|kibana|confluence|gitlab|argocd|prometheus|alertmanager|vault|consul|intranet|internal|corp|wiki|sentry|splunk|admin|staging|bastion|vpn|rundeck|airflow|sonar|nexus|artifactory';
const bare = new RegExp(
  String.raw`(?<![\w./@-])(?:${tools})(?:\.[a-z0-9-]+)+\.[a-z]{2,}(?:\/[^\s<>()[\]"'”’]*)?`,
  'gi',
);
const internalPatterns = [
  new RegExp(String.raw`^(?:[a-z0-9-]+\.)*(?:${tools})\.`, 'i'),
  /(?:^|\.)(?:local|internal|lan|corp|intra|intranet|localdomain|svc|private|test)$/i,
  /\.(?:atlassian\.net|pagerduty\.com|opsgenie\.com|grafana\.net|sentry\.io|datadoghq\.(?:com|eu))$/i,
  /^(?:console\.aws\.amazon\.com|console\.cloud\.google\.com|portal\.azure\.com|docs\.google\.com|meet\.google\.com)$/i,
  /\.(?:slack\.com|zoom\.us)$/i,
];

export const internalUrl: Rule = {
  id: 'internal-url',
  name: 'Internal links',
  level: 'stop',
  sentence: 'Internal link that customers can’t open. Remove it.',
  examples: {
    caught: 'See https://grafana.example.com/d/payments.',
    fine: 'See https://example.com/help/payments.',
  },
  find: inTexts((text) => [
    ...spansOf(url, text).filter((span) => isInternal(text, span)),
    ...spansOf(bare, without(url, text)),
  ]),
};

function isInternal(text: string, { from, to }: Span): boolean {
  const written = text.slice(from, to).replace(/[.,;:!?]+$/, '');
  if (!URL.canParse(written)) return false;
  const { hostname } = new URL(written);
  const name = hostname.replace(/^\[|\]$/g, '');
  if (isPrivateAddress(name) || !/[.:]/.test(name)) return true;
  return internalPatterns.some((pattern) => pattern.test(name));
}
