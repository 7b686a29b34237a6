import type { Config } from '../../core/config.ts';
import { chooseTester as chooseShared, type MailTester } from './choose.ts';
import { testSmtp } from './smtp.node.ts';

export function chooseTester(config: Config): MailTester {
  const { smtpUrl: url, baseUrl } = config;
  if (!url || config.resend) return chooseShared(config);
  return (mail) => testSmtp({ url, host: new URL(baseUrl).hostname }, mail);
}
