import { rolesRequiredBy, type SeverityScale } from '../response/severity.ts';

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

export const responseRoleLabels: Record<ResponseRole, string> = {
  commander: 'Commander',
  comms_lead: 'Comms lead',
  tech_lead: 'Tech lead',
  scribe: 'Scribe',
  expert: 'Expert',
  reporter: 'Reporter',
};

/** The only role that several people can have at once. */
export const isShared = (role: ResponseRole): boolean => role === 'expert';

/** Roles that the severity requires. */
export const requiredRoles = (
  scale: SeverityScale,
  severity: string | null,
): readonly ResponseRole[] => rolesRequiredBy(scale, severity).roles;

/** `isMember` is false for somebody who left. */
export type Holder = { userId: string; name: string; isMember?: boolean };
export type Holders = Record<ResponseRole, readonly Holder[]>;

/** Required roles that nobody has, or only somebody who left. */
export const missingRoles = (required: readonly ResponseRole[], holders: Holders): ResponseRole[] =>
  required.filter((role) => !holders[role].some(({ isMember }) => isMember !== false));

/** Such as “a commander and a scribe”. */
export const joinRoleNames = (roles: readonly ResponseRole[]): string =>
  new Intl.ListFormat('en').format(
    roles.map((role) => `a ${responseRoleLabels[role].toLowerCase()}`),
  );

/** Problems with the assignment of roles. They block nothing. */
export function roleWarnings(
  holders: Holders,
  { scale, severity }: { scale: SeverityScale; severity: string | null },
): string[] {
  const missing = missingRoles(requiredRoles(scale, severity), holders);
  const commanders = holders.commander.filter((one) =>
    [...holders.tech_lead, ...holders.expert].some(({ userId }) => userId === one.userId),
  );
  return [
    ...missing.map((role) => `${severity} needs a ${responseRoleLabels[role].toLowerCase()}.`),
    ...commanders.map(
      ({ name }) =>
        `${name} commands and works on the fix. Give one of the two roles to somebody else.`,
    ),
  ];
}

/** Roles that are also a column of the incident, which then says who has them. */
export const leaderColumns = { commander: 'commanderId', comms_lead: 'leadId' } as const;

export type RoleHolder = Holder & { since: number | null; isMember: boolean };

type Assigned = { role: ResponseRole; endedAt: number | null; assignedAt: number } & Holder;

/** Who has each role now. */
export function roleHolders(
  leaders: { commanderId: string | null; leadId: string | null },
  assigned: readonly Assigned[],
  members: readonly { id: string; name: string }[],
): Record<ResponseRole, RoleHolder[]> {
  const open = assigned.filter(({ endedAt }) => endedAt === null);
  const holder = (userId: string, row: Assigned | undefined): RoleHolder => {
    const member = members.find(({ id }) => id === userId);
    const name = member?.name ?? row?.name ?? 'A former member';
    return { userId, name, since: row?.assignedAt ?? null, isMember: member !== undefined };
  };
  const holdersOf = (role: ResponseRole): RoleHolder[] => {
    const rows = open.filter((row) => row.role === role);
    if (role !== 'commander' && role !== 'comms_lead')
      return rows.map((row) => holder(row.userId, row));
    const id = leaders[leaderColumns[role]];
    return id === null
      ? []
      : [
          holder(
            id,
            rows.findLast(({ userId }) => userId === id),
          ),
        ];
  };
  // Built from the list of roles, so every role is there.
  return Object.fromEntries(responseRoles.map((role) => [role, holdersOf(role)])) as Record<
    ResponseRole,
    RoleHolder[]
  >;
}
