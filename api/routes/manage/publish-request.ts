import type { IdempotencyKey } from '../../actions/incident/index.ts';
import type { Publication } from '../../actions/publication/publication.ts';
import { submit } from '../../actions/submission/submit.ts';
import type { AppContext } from '../../context/context.ts';

/** Publishes what a script sends. Returns the id of the incident. */
export async function publishRequest(
  c: AppContext,
  publication: Publication,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const { deps, actor, page } = c.var;
  const read = async () => publication;
  const outcome = await submit(deps, actor, page, {
    wants: 'publish',
    form: null,
    read,
    idempotencyKey,
  });
  if (outcome.outcome !== 'published') throw new Error('a script has no draft');
  return outcome.id;
}
