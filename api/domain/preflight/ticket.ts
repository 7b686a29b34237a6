import { inTexts, type Rule, spansOf } from './rule.ts';

/** Look like ticket ids, but are well known. */
const standards =
  'UTF|ISO|SHA|MD|AES|RSA|TLS|SSL|HTTP|HTTPS|IPV|RFC|CVE|CWE|COVID|GPT|UTC|GMT|SEV|PCI|SOC|WPA|CAT|PS|ES|MP|US|EU|AP|SA|AF|ME|CA|UK|DE|AZ|DC|USB|IEEE|ANSI|BASE|EC|PPP|OAUTH|ERROR|CODE|STEP|DAY|WEEK|TIER|LEVEL|PHASE|PART|BOEING|FORM';

const numbered = new RegExp(
  [
    String.raw`(?<![\w-])(?!(?:${standards})-)[A-Z][A-Z0-9]{1,9}-\d{1,6}\b(?![\w-])`,
    String.raw`\b(?:INC|CHG|PRB|RITM|REQ|TASK|CASE)\d{5,}\b`,
    String.raw`\b(?:[Jj]ira|JIRA|[Tt]icket|[Bb]ug|[Pp]ull request|PR) ?#? ?\d{2,}\b`,
    String.raw`(?<![\w&/#?=])#\d{3,7}\b`,
  ].join('|'),
  'g',
);

export const ticket: Rule = {
  id: 'ticket',
  name: 'Ticket numbers',
  level: 'warn',
  sentence: 'Internal ticket number. Remove it.',
  examples: { caught: 'Tracked as OPS-4711.', fine: 'We’re following up on this.' },
  find: inTexts((text) => spansOf(numbered, text)),
};
