import { violated } from '../../../db/engine/write.ts';
import {
  draftedIncidents,
  insertUpstreamDraft,
  type Upstream,
} from '../../../db/upstream/upstream.ts';
import type { DraftValues } from '../../domain/draft/draft.ts';
import { HOUR } from '../../domain/time/time.ts';
import type { UpstreamIncident } from '../../domain/upstream/reading.ts';
import type { Publisher } from '../commit.ts';
import { machineDraft } from '../draft/begin-by-machine.ts';
import { commitInternal } from '../draft/commit-internal.ts';
import { MAX_TITLE_LENGTH } from '../incident/input.ts';
import { vendorActor } from './actor.ts';

/** Drafts that one component gets from its vendor in an hour. */
const PER_HOUR = 3;

/** A draft for the newest incident that has none yet: each starts one draft, ever. */
export async function draftFromVendor(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>,
  upstream: Upstream,
  incidents: readonly UpstreamIncident[],
): Promise<void> {
  const { pageId, componentId } = upstream;
  const at = deps.clock();
  const drafted = await draftedIncidents(deps.db, [componentId]);
  const known = new Set(drafted.map(({ incidentRef }) => incidentRef));
  const incident = incidents.find(({ id }) => id !== '' && !known.has(id));
  const recent = drafted.filter(({ createdAt }) => createdAt > at - HOUR);
  if (!incident || recent.length >= PER_HOUR) return;
  const id = deps.newId();
  try {
    await commitInternal(
      deps,
      {
        ...{ pageId, actor: vendorActor, at, action: 'begin', subject: 'draft', subjectId: id },
        after: { vendor: upstream.vendor, title: incident.title },
      },
      [
        insertUpstreamDraft(deps.db, {
          ...{ componentId, incidentRef: incident.id, draftId: id, createdAt: at },
        }),
        ...machineDraft(deps, vendorActor, {
          ...{ id, pageId, incidentId: null, values: valuesOf(upstream, incident), at },
        }),
      ],
    );
  } catch (error) {
    // Another process was faster.
    if (!violated(error)?.startsWith('upstream_draft.')) throw error;
  }
}

/** In the vendor's words, with their link. Markdown in them is text. */
function valuesOf(
  { vendor, componentId, pageUrl }: Upstream,
  incident: UpstreamIncident,
): DraftValues {
  const quoted = escaped(incident.text || incident.title);
  return {
    ...{
      state: 'investigating',
      name: `${vendor}: ${incident.title}`.slice(0, MAX_TITLE_LENGTH).toWellFormed(),
    },
    body: `${escaped(vendor)} reports: “${quoted}” ${incident.url ?? pageUrl}`,
    [`c.${componentId}`]: 'degraded_performance',
  };
}

const escaped = (text: string): string => text.replace(/[\\`*_[\]<>~|]/g, '\\$&');
