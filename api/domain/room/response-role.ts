import type { SeverityScale } from '../response/severity.ts';

/** Roles in the response to one incident. They grant no permission. */
export const responseRoles = [
  'commander',
  'comms_lead',
  'tech_lead',
  'scribe',
  'expert',
  'reporter',
] as const;
export type ResponseRole = (typeof responseRoles)[number];

export const responseRoleWords: Record<ResponseRole, string> = {
  commander: 'Commander',
  comms_lead: 'Comms lead',
  tech_lead: 'Tech lead',
  scribe: 'Scribe',
  expert: 'Expert',
  reporter: 'Reporter',
};

/** The only role that several people can have at once. */
export const isShared = (role: ResponseRole): boolean => role === 'expert';

/** The most severe levels, in which somebody must lead. */
const GRAVEST = 2;

/** Roles that the severity requires. */
export function requiredRoles(scale: SeverityScale, severity: string | null): ResponseRole[] {
  const rank = scale.findIndex(({ key }) => key === severity);
  return rank >= 0 && rank < GRAVEST ? ['commander'] : [];
}

export type Holder = { userId: string; name: string };
export type Holders = Record<ResponseRole, readonly Holder[]>;

/** What is wrong with who has which role. Nothing is refused for it. */
export function roleWarnings(
  holders: Holders,
  { scale, severity }: { scale: SeverityScale; severity: string | null },
): string[] {
  const missing = requiredRoles(scale, severity).filter((role) => holders[role].length === 0);
  const commanders = holders.commander.filter((one) =>
    [...holders.tech_lead, ...holders.expert].some(({ userId }) => userId === one.userId),
  );
  return [
    ...missing.map((role) => `${severity} needs a ${responseRoleWords[role].toLowerCase()}.`),
    ...commanders.map(
      ({ name }) =>
        `${name} commands and works on the fix. Give one of the two roles to somebody else.`,
    ),
  ];
}
