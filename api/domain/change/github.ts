import { z } from 'zod';
import type { ChangeOutcome } from './change.ts';

/** Of GitHub's `deployment` and `deployment_status` events, the fields that are read here. */
const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const Person = z.looseObject({ login: z.string() }).nullish();

const Deployment = z.looseObject({
  id: z.number().int(),
  sha: z.string().default(''),
  ref: z.string().default(''),
  environment: z.string().default(''),
  creator: Person,
  created_at: Time,
  transient_environment: z.boolean().nullish(),
  /** Free for the one who deploys; may name components. */
  payload: z.unknown(),
});

const Status = z.looseObject({
  state: z.string(),
  creator: Person,
  created_at: Time,
  environment: z.string().nullish(),
  log_url: z.string().nullish(),
  target_url: z.string().nullish(),
});

const DeploymentEvent = z.looseObject({
  deployment: Deployment,
  deployment_status: Status.nullish(),
  repository: z.looseObject({ id: z.number().int(), full_name: z.string(), html_url: z.string() }),
});

export type GitHubDeployment = {
  /** The same for all events about one deployment. */
  externalId: string;
  /** Later events, and final ones at the same second, have a higher order. */
  externalOrder: number;
  ref: string;
  by: string;
  url: string | null;
  at: number;
  environment: string;
  isTransient: boolean;
  outcome: ChangeOutcome;
  /** Names or IDs of components that the deployment's payload names. */
  components: string[];
};

/** GitHub's states; `inactive` only says that a later deployment replaced this one. */
const outcomes: Record<string, ChangeOutcome> = {
  success: 'succeeded',
  failure: 'failed',
  error: 'failed',
};

/** The deployment in an event; null when the event changes nothing, a sentence when it cannot be read. */
export function deploymentIn(body: unknown): GitHubDeployment | null | string {
  const parsed = DeploymentEvent.safeParse(body);
  if (!parsed.success)
    return `Not a deployment event: ${parsed.error.issues[0]?.path.join('.')} is missing or wrong.`;
  const { deployment, deployment_status: status, repository } = parsed.data;
  if (status?.state === 'inactive') return null;
  const outcome = outcomes[status?.state ?? ''] ?? 'pending';
  const happenedAt = status?.created_at ?? deployment.created_at;
  return {
    externalId: `github ${repository.id} ${deployment.id}`,
    externalOrder: happenedAt + (status ? 1 : 0) + (outcome === 'pending' ? 0 : 1),
    ref: refOf(repository.full_name, deployment),
    by: deployment.creator?.login ?? status?.creator?.login ?? '',
    url: linkOf([status?.log_url, status?.target_url, repository.html_url]),
    // A change counts from when it is live, or has failed half-way.
    at: outcome === 'pending' ? deployment.created_at : happenedAt,
    environment: (status?.environment || deployment.environment).slice(0, 120),
    isTransient: deployment.transient_environment === true,
    outcome,
    components: componentsIn(deployment.payload),
  };
}

/** “acme/payments v412 (1a2b3c4)”; without a commit where the reference is one. */
function refOf(repository: string, { ref, sha }: z.infer<typeof Deployment>): string {
  const commit = sha.slice(0, 7);
  const isCommit = ref === '' || sha.startsWith(ref);
  const named = isCommit ? `${repository} ${commit}` : `${repository} ${ref} (${commit})`;
  return named.trim().slice(0, 200);
}

const linkOf = (links: readonly (string | null | undefined)[]): string | null =>
  links.find((link) => link && /^https?:\/\//.test(link) && link.length <= 2000) ?? null;

const Named = z.looseObject({ components: z.array(z.string().trim().min(1)).max(100) });

/** `{"components": ["Cards"]}`, as an object or as JSON in a text. */
function componentsIn(payload: unknown): string[] {
  const parsed = Named.safeParse(typeof payload === 'string' ? jsonIn(payload) : payload);
  return parsed.success ? parsed.data.components : [];
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether a page wants to hear of deployments to this environment. */
export const isWatched = (
  { environment, isTransient }: Pick<GitHubDeployment, 'environment' | 'isTransient'>,
  environments: readonly string[],
): boolean =>
  environments.length === 0
    ? !isTransient
    : environments.some((one) => one.toLowerCase() === environment.toLowerCase());
