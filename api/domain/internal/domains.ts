import { z } from 'zod';
import { readAddress } from '../delivery/address.ts';

/** Mail providers whose domains belong to everybody. */
const PROVIDERS = new Set(
  `aol.com fastmail.com free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com
  hey.com hotmail.com icloud.com laposte.net libero.it live.com mac.com mail.com mail.ru mailbox.org
  me.com msn.com naver.com orange.fr outlook.com posteo.de proton.me protonmail.com qq.com rocketmail.com
  t-online.de tutanota.com uol.com.br web.de yahoo.co.jp yahoo.com yahoo.de yandex.ru ymail.com zoho.com
  163.com 126.com`.split(/\s+/),
);

const MAX = 20;

/** One domain a line, such as `example.com`; stored in ASCII. */
export const InternalDomains = z.string().transform((typed, issues) => {
  const domains: string[] = [];
  const refuse = (message: string) => issues.addIssue({ code: 'custom', message });
  for (const line of typed.split(/[\s,;]+/).filter(Boolean)) {
    const read = readAddress(`someone@${line.replace(/^@/, '')}`);
    if ('error' in read) {
      refuse(`“${line.slice(0, 80)}” isn’t a domain. Enter domains such as example.com.`);
      continue;
    }
    const domain = read.email.slice('someone@'.length);
    if (PROVIDERS.has(domain))
      refuse(`Anyone can have an address at ${domain}. Invite people one by one instead.`);
    domains.push(domain);
  }
  if (domains.length > MAX) refuse(`Enter at most ${MAX} domains.`);
  return [...new Set(domains)];
});
