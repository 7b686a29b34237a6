/** The step of the SMTP dialog a reply belongs to; `DATA` includes the end of the message. */
export type SmtpCommand = 'CONNECT' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA';

export type SmtpReply = {
  command: SmtpCommand;
  code: number;
  /** RFC 3463 code, such as `5.1.1`; null where the server sends none. */
  enhancedCode: string | null;
  text: string;
};

/**
 * What a refusal is about.
 * - `recipient-permanent`, `recipient-temporary`: this one person; the others get their mail.
 * - `policy`: a rule of the server. At RCPT or DATA it may be about one person's domain or about us:
 *   the replies to the other recipients tell.
 * - `message`: the message itself, such as its size.
 * - `quota`: the account has sent as much as it may. `rate`: too fast, or too many connections.
 * - `server`: the server cannot serve anybody now.
 */
export type ReplySubject =
  | 'recipient-permanent'
  | 'recipient-temporary'
  | 'policy'
  | 'message'
  | 'quota'
  | 'rate'
  | 'server';

const perRecipient: ReadonlySet<SmtpCommand> = new Set(['RCPT', 'DATA']);

/** A limit of the recipient's mailbox, not of our account. */
const MAILBOX_LIMIT =
  /mailbox (?:is |was )?(?:full|over)|(?:over|exceed\w*|out of) (?:its |their |the )?(?:\w+ )?(?:storage|mailbox|disk)|(?:user|recipient|mailbox|account)\S* (?:that you tried to reach )?(?:is |has |would be )?(?:over|exceeded)\b.{0,20}quota|quota exceeded \(mailbox|recipient (?:over quota|thread limit)|receiving (?:mail|messages) (?:at a rate|too)/i;
const QUOTA =
  /submissionquota|(?:daily|hourly|monthly|sending|user|account|message|mail|relay|outgoing|outbound|free|plan)\b.{0,40}\b(?:quota|limit|credits|allowance)\b|\b(?:quota|limit|credits|allowance)\b.{0,30}\b(?:exceed|reach|used up|per (?:hour|day|month))|exceed\w*.{0,40}\b(?:quota|limit|credits|allowance|max (?:defers|emails))\b|max(?:imum)? (?:defers|emails)|too many (?:emails|messages|recipients).{0,40}\b(?:today|hour|day|month)\b/i;
const RATE =
  /too (?:many|fast|quick|frequent|much)|\brate\b|throttl|slow down|concurren|connection(?:s)? (?:limit|count)|unusual (?:rate|sending|traffic)|unexpected volume|deferred due to|send more slowly/i;
const CONNECTIONS = /connection|concurren/i;
const SIZE =
  /too (?:big|large)|(?:message|maximum|size)\b.{0,30}\b(?:size|exceed).{0,30}(?:limit|fixed|maximum|size)|message (?:file )?size|size limit/i;
const POLICY =
  /relay|access denied|not (?:yet )?(?:verified|authori[sz]ed|allowed|permitted|authenticated|activated|enabled)|unverified|unauthenti|authenti|must (?:first )?(?:issue|log|sign|auth)|client host|\bhelo\b|\behlo\b|reverse (?:dns|host|name)|\bptr\b|spam|blocked|block ?list|black ?list|rbl|dnsbl|reputation|\bspf\b|\bdkim\b|\bdmarc\b|policy|unsolicited|rejected by|sender|suspend|disabled by|banned/i;
const NO_SUCH_PERSON =
  /(?:no such|unknown|invalid|unroutable|undeliverable|non-?existent|not (?:a )?known|unrecogni[sz]ed|bad)\b.{0,30}\b(?:user|recipient|mailbox|address|account|person|customer|domain|local|destination)|(?:user|recipient|mailbox|address|account|domain)\b.{0,60}(?:unknown|not? (?:exist|found|such|here|available)|does(?:n.t| not) (?:exist|have)|is(?:n.t| not) (?:known|valid|available)|invalid|inactive|disabled|unavailable|unroutable)|no mailbox here|mailbox name not allowed|inactive recipient|could not be found/i;

/** Classifies a refusal (4xx or 5xx). Before RCPT it is never about a recipient. */
export function readSmtpReply(reply: SmtpReply): ReplySubject {
  const { command, code, text } = reply;
  const status = subjectAndDetail(reply.enhancedCode);
  if (!perRecipient.has(command)) return aboutConnection(reply);
  if (code === 421) return 'rate';
  if (code < 500) {
    if (isRecipientStatus(status) || MAILBOX_LIMIT.test(text)) return 'recipient-temporary';
    if (QUOTA.test(text) && !CONNECTIONS.test(text)) return 'quota';
    if (/relay (?:access )?denied|client host|helo|authenti/i.test(text)) return 'policy';
    return RATE.test(text) ? 'rate' : 'recipient-temporary';
  }
  return aboutPersonOrUs(reply, status);
}

function aboutPersonOrUs({ code, text }: SmtpReply, status: string | null): ReplySubject {
  if (/submissionquota/i.test(text) || status === '1.90') return 'quota';
  if (status === '1.7' || status === '1.8') return 'policy'; // about the sender's address
  // `5.2.3` and `5.3.4` are about size; the rest of `5.1` and `5.2` is about the recipient.
  if (status === '2.3' || status === '3.4' || status?.startsWith('6.')) return 'message';
  if (isRecipientStatus(status) && !isOurs(text)) return 'recipient-permanent';
  if (status === '4.5' || (status !== '2.2' && !MAILBOX_LIMIT.test(text) && QUOTA.test(text)))
    return SIZE.test(text) ? 'message' : 'quota';
  if (MAILBOX_LIMIT.test(text)) return 'recipient-permanent';
  if (SIZE.test(text)) return 'message';
  // Names of hosts and domains are in the text: only a code without a meaning of its own asks it.
  if (status === '4.4' || status === '4.1') return 'recipient-permanent'; // no route to this domain
  if (status?.startsWith('7.'))
    return /(?:user|recipient address|mailbox)\b.{0,80}(?:unknown|invalid|not exist|not found)/i.test(
      text,
    )
      ? 'recipient-permanent'
      : 'policy';
  if (NO_SUCH_PERSON.test(text) && !/sender/i.test(text)) return 'recipient-permanent';
  if (RATE.test(text)) return 'rate';
  if (status?.startsWith('3.') || POLICY.test(text)) return 'policy';
  return [550, 551, 553].includes(code) && (status === null || status === '0.0')
    ? 'recipient-permanent'
    : 'policy';
}

function aboutConnection({ code, enhancedCode, text }: SmtpReply): ReplySubject {
  const status = subjectAndDetail(enhancedCode);
  if (status === '3.4' || (SIZE.test(text) && !/connection/i.test(text))) return 'message';
  if (code < 500)
    return QUOTA.test(text) && !CONNECTIONS.test(text)
      ? 'quota'
      : code === 421 || status?.startsWith('7.') || RATE.test(text)
        ? 'rate'
        : 'server';
  return status === '4.5' || QUOTA.test(text) ? 'quota' : 'policy';
}

/** `1.x` and `2.x` are about the recipient's address and mailbox. */
const isRecipientStatus = (status: string | null): boolean =>
  status !== null && /^[12]\./.test(status);

/** Some servers use a recipient's code to refuse us: then the text is about the sender. */
const isOurs = (text: string): boolean =>
  /relay|sender|send ?as\b|sendasdenied|client host|access denied|unusual sending|your (?:ip|server|account|domain)|not verified|policy violation/i.test(
    text,
  ) && !NO_SUCH_PERSON.test(text);

/** `5.1.1` → `1.1`. */
const subjectAndDetail = (enhancedCode: string | null): string | null =>
  enhancedCode?.replace(/^\d\./, '') ?? null;

/**
 * Splits a whole response such as `550-5.1.1 The account …\n550 5.1.1 does not exist` into its
 * parts, on one line.
 */
export function parseReply(
  response: string,
): Pick<SmtpReply, 'code' | 'enhancedCode' | 'text'> & { line: string } {
  const lines = response.split(/\r?\n/).filter((line) => line.trim() !== '');
  const code = Number(/^\d{3}/.exec(lines[0] ?? '')?.[0] ?? 0);
  const enhancedCode =
    /^\d{3}[ -]#?([245]\.\d{1,3}\.\d{1,3})\b/.exec(lines[0] ?? '')?.[1] ??
    /\(#([245]\.\d{1,3}\.\d{1,3})\)/.exec(response)?.[1] ?? // as qmail writes it
    null;
  const text = lines
    .map((line) => line.replace(/^\d{3}[ -]?(?:#?[245]\.\d{1,3}\.\d{1,3}\b)?/, '').trim())
    .join(' ')
    .trim();
  const line = [code || null, enhancedCode, text].filter((part) => part !== null).join(' ');
  return { code, enhancedCode, text, line: line.trim() };
}
