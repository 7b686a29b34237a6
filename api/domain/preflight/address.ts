import { inTexts, type Rule, type Span, spansOf } from './rule.ts';

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const v4 = String.raw`(?<![\w.-]|\bv(?:ersion)? ?|\b(?:release|build) )(?:${octet}\.){3}${octet}(?![\w-]|\.\d)`;
const hex = '[0-9a-f]{1,4}';
const v6 = String.raw`(?<![\w:.])(?:${hex}(?::${hex}){7}|(?:${hex}(?::${hex}){0,6})?::(?:${hex}(?::${hex}){0,6})?)(?![\w:])`;
const address = new RegExp(`${v4}|${v6}`, 'gi');

/** RFC 1918, 6598, 3927 and 1122; RFC 4193, 4291. */
const isPrivate = (found: string): boolean =>
  /^(?:10\.|127\.|0\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
    found,
  ) || /^(?:f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::1$)/i.test(found);

const found = (text: string, wanted: (address: string) => boolean): Span[] =>
  spansOf(address, text).filter(({ from, to }) => {
    const written = text.slice(from, to);
    return /\d/.test(written) && wanted(written);
  });

export const privateAddress: Rule = {
  id: 'private-address',
  name: 'Private IP addresses',
  level: 'stop',
  sentence: 'Private IP address. Remove it.',
  examples: { caught: 'The node 10.0.4.17 does not answer.', fine: 'One of our servers is down.' },
  find: inTexts((text) => found(text, isPrivate)),
};

export const publicAddress: Rule = {
  id: 'public-address',
  name: 'IP addresses',
  level: 'warn',
  sentence: 'IP address. Keep it only if customers need it.',
  examples: {
    caught: 'Our router 203.0.113.7 lost its route.',
    fine: 'One of our routers lost its route.',
  },
  find: inTexts((text) => found(text, (written) => !isPrivate(written))),
};

export { isPrivate as isPrivateAddress };
