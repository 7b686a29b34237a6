import { inTexts, type Rule, spansOf } from './rule.ts';

/** Prefixes that issuers publish for secret scanners. */
const known = new RegExp(
  [
    String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
    String.raw`\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20,}`,
    String.raw`\bxox[abeoprs]-[\w-]{10,}|\bhooks\.slack\.com\/services\/[\w/]+`,
    String.raw`\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/=]{16,}`,
    String.raw`\bsk-(?:[a-z]+-)?[\w-]{20,}`,
    String.raw`\bAIza[\w-]{35}|\bya29\.[\w-]{20,}`,
    String.raw`\bSG\.[\w-]{16,}\.[\w-]{20,}|\bre_[A-Za-z0-9]{6,}_[A-Za-z0-9]{16,}|\bnpm_[A-Za-z0-9]{30,}`,
    String.raw`(?<![\w-])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]+`,
    '-----BEGIN [A-Z ]*PRIVATE KEY-----',
    String.raw`\b[a-z][a-z0-9+]{1,15}:\/\/[^\s:/@]{1,80}:[^\s/@]{1,120}@[^\s/]+`,
    String.raw`\b[Aa]uthorization: *(?:Bearer|Basic|OAuth) +[\w.~+/=-]{8,}|\bBearer +(?=[\w.~+/=-]{0,80}\d)[\w.~+/=-]{16,}`,
    String.raw`\b(?:[Pp]assword|PASSWORD|passwd|pwd|[Ss]ecret|SECRET|[Aa][Pp][Ii][_-]?[Kk][Ee][Yy]|[Aa]ccess[_-]?[Kk]ey|[Tt]oken|TOKEN)["']? *[=:] *["']?(?=[^\s"']{0,80}\d)(?=[^\s"']{0,80}[A-Za-z])[^\s"']{6,}`,
  ].join('|'),
  'g',
);

export const secret: Rule = {
  id: 'secret',
  name: 'Keys and passwords',
  level: 'stop',
  sentence: 'This looks like a key or password. Remove it and rotate it.',
  examples: { caught: 'password=hunter2', fine: 'Some passwords need to be reset.' },
  find: inTexts((text) => spansOf(known, text)),
};
