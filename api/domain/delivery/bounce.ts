/** One recipient in a delivery report (RFC 3464). Texts unchanged, addresses in lower case. */
export type Reported = {
  addresses: string[];
  action: string;
  status: string;
  diagnostic: string;
};

type Kind = 'refused' | 'transient' | null;

/** Groups of header fields, separated by empty lines and unfolded. */
export function fieldGroups(text: string): Map<string, string>[] {
  const unfolded = text.replaceAll('\r\n', '\n').replaceAll(/\n[ \t]+(?=\S)/g, ' ');
  return unfolded
    .split(/\n[ \t]*\n/)
    .map(
      (group) =>
        new Map(
          group.split('\n').flatMap((line): [string, string][] => {
            const [, name, value] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
            return name === undefined ? [] : [[name.toLowerCase(), (value ?? '').trim()]];
          }),
        ),
    )
    .filter((fields) => fields.size > 0);
}

/** The recipients in a `message/delivery-status` part. */
export const reportedIn = (text: string): Reported[] =>
  fieldGroups(text)
    .filter((fields) => fields.has('action') || fields.has('status'))
    .map((fields) => ({
      addresses: ['original-recipient', 'final-recipient'].flatMap((name) =>
        addressIn(fields.get(name) ?? ''),
      ),
      action: wordIn(fields.get('action') ?? ''),
      status: wordIn(fields.get('status') ?? ''),
      diagnostic: fields.get('diagnostic-code') ?? '',
    }));

/** Cuts a comment: `5.0.0 (permanent failure)`. */
const wordIn = (value: string): string => value.split(/[\s(;]/, 1)[0]?.toLowerCase() ?? '';

/** `rfc822; Ana <ana@example.com>` as `ana@example.com`. */
function addressIn(value: string): string[] {
  const text = value.replace(/^[^;@]*;/, '').trim();
  const address = (/<([^<>]+)>/.exec(text)?.[1] ?? text).trim().toLowerCase();
  return address.includes('@') ? [address] : [];
}

/** No such mailbox or host: nothing will ever arrive there. */
const NOBODY = new Set([
  ...['5.1.0', '5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'],
  ...['5.2.1', '5.4.4'],
]);
const ABOUT_US =
  /spam|block|black|reputation|policy|relay|denied|limit|quota|full|over ?quota|size|large|dmarc|spf|dkim|virus|content|throttl/i;

/** Null: delivered, or unclear. */
export function kindOf({ action, status, diagnostic }: Reported): Kind {
  if (['delivered', 'relayed', 'expanded'].includes(action)) return null;
  if (action === 'delayed' || status.startsWith('4.')) return 'transient';
  if (action !== 'failed' && !status.startsWith('5.')) return null;
  const codeInText = /\b(5\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic)?.[1];
  // Many servers report 5.0.0 for every failure, with the reason in the text.
  const code = /^5\.\d+\.\d+$/.test(status) && status !== '5.0.0' ? status : codeInText;
  // Exchange Online uses 5.4.1 for unknown mailboxes.
  if (code === '5.4.1' && /recipient address rejected/i.test(diagnostic)) return 'refused';
  if (code !== undefined && code !== '5.0.0') return NOBODY.has(code) ? 'refused' : 'transient';
  const isNamed = /(?:^|[\s;])55[013]\b/.test(diagnostic) && !ABOUT_US.test(diagnostic);
  return isNamed ? 'refused' : 'transient';
}

/**
 * What a report means for the recipient of the returned mail. With several recipients, the one with
 * this address counts; if none has it, as after forwarding, all must agree.
 */
export function kindFor(email: string, reported: readonly Reported[]): Kind {
  const own = reported.filter(({ addresses }) => addresses.includes(email));
  const kinds = (own.length > 0 ? own : reported).map(kindOf);
  if (kinds.length > 0 && kinds.every((kind) => kind === 'refused')) return 'refused';
  return kinds.some((kind) => kind !== null) ? 'transient' : null;
}

/** True when a `message/feedback-report` part (RFC 5965) is a spam complaint. */
export const isComplaint = (text: string): boolean =>
  fieldGroups(text).some((fields) =>
    ['abuse', 'fraud', 'virus', 'opt-out', 'opt-out-list'].includes(
      wordIn(fields.get('feedback-type') ?? ''),
    ),
  );

/** Ids of our mail in the headers of the returned mail. */
export type BouncedMail = {
  /** Notification and subscriber, or the id of a direct mail. */
  ids: { id: string; subscriberId: string | null }[];
  /** The token of its unsubscribe link, for providers that replace the Message-ID. */
  token: string | null;
};

export function namedIn(header: string): BouncedMail {
  const [fields = new Map<string, string>()] = fieldGroups(header.trimStart());
  const list = /\/u\/([a-z0-9]{12}\.[\w-]{22})(?![\w-])/.exec(fields.get('list-unsubscribe') ?? '');
  return { ids: idsIn(fields.get('message-id') ?? ''), token: list?.[1] ?? null };
}

/** From `Message-ID`, or from `References` in the report. */
export const idsIn = (value: string): BouncedMail['ids'] =>
  [...value.matchAll(/<([a-z0-9]{12})(?:\.([a-z0-9]{12}))?@[^<>@\s]+>/g)].map(
    ([, id = '', subscriberId]) => ({ id, subscriberId: subscriberId ?? null }),
  );
