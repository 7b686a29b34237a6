import { z } from 'zod';
import type { GivenIncident, Importer } from '../port/port.ts';
import { allPages, bearer, changed, type KeyOf, keyFor, readJson } from '../port/read.ts';
import { SourceError } from '../port/source-error.ts';

const product = 'Upptime';
const GITHUB = 'https://api.github.com';

const File = z.object({ content: z.string(), encoding: z.literal('base64') });
const Sites = z.array(
  z.object({ name: z.string(), slug: z.string(), status: z.string(), url: z.string().nullish() }),
);
const Issue = z.object({
  id: z.number(),
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  created_at: z.string(),
  closed_at: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string() })])),
  pull_request: z.unknown().optional(),
});
const Comment = z.object({
  id: z.number(),
  issue_url: z.string(),
  body: z.string().nullish(),
  created_at: z.string(),
});
type Site = { id: string; name: string; slug: string };
type Issue = z.infer<typeof Issue>;
type Comment = z.infer<typeof Comment>;

const statuses: Record<string, string> = {
  up: 'operational',
  down: 'major_outage',
  degraded: 'degraded_performance',
};

/** A repository of Upptime on GitHub: its sites, and its issues as incidents and maintenance. */
export const upptime: Importer = {
  name: product,
  help: { 'upptime OWNER/REPO': 'the repository on GitHub; a key raises the hourly limit' },
  keyVariable: 'GITHUB_TOKEN',
  place: { label: 'Repository on GitHub', example: 'acme/status' },
  key: 'A GitHub token raises the hourly limit.',
  read: async ({ place, apiKey, apiUrl = GITHUB, get, say }) => {
    const [, repository] =
      /^(?:https:\/\/github\.com\/)?([\w.-]+\/[\w.-]+?)(?:\.git|\/)?$/.exec(place) ?? [];
    if (!repository) throw new SourceError('Give the repository on GitHub as OWNER/REPO.');
    const base = `${apiUrl.replace(/\/+$/, '')}/repos/${repository}`;
    const access = { get, product, headers: bearer(apiKey) };
    const file = await readJson(`${base}/contents/history/summary.json`, File, access);
    if (!file)
      throw new SourceError(`${repository} has no history/summary.json, so it isn’t Upptime’s.`);
    const id = keyFor(product, repository.toLowerCase());
    const listed = sitesIn(file.content, repository);
    const sites = listed.map(({ name, slug }) => ({ id: id('site', slug), name, slug }));
    const pages = <T extends z.ZodType<{ id: number }>>(path: string, row: T) =>
      allPages(async (page) => {
        say(`Reading ${path.split('?')[0]}, page ${page} …`);
        return readJson(`${base}/${path}&per_page=100&page=${page}`, z.array(row), access);
      }, `${base}/${path}`);
    const issues = await pages('issues?state=all', Issue);
    const comments = Map.groupBy(await pages('issues/comments?sort=created', Comment), (one) =>
      Number(one.issue_url.split('/').at(-1)),
    );
    const its = (issue: Issue) =>
      issue.labels.map((one) => (typeof one === 'string' ? one : one.name));
    return {
      page: { id: id('page'), name: repository.split('/').at(-1) ?? repository },
      components: sites.map((site, at) => ({
        ...{ id: site.id, name: site.name, position: at + 1, created_at: null },
        status: statuses[listed[at]?.status ?? ''] ?? 'operational',
      })),
      incidents: issues
        .filter((issue) => issue.pull_request === undefined)
        .flatMap((issue) => {
          const labels = its(issue);
          const about = { id, comments: comments.get(issue.number) ?? [] };
          if (labels.includes('maintenance')) return maintenanceOf(issue, sites, about) ?? [];
          const named = sites.filter(({ slug }) => labels.includes(slug));
          return labels.includes('status') ? [incidentOf(issue, named, about)] : [];
        }),
      isWhole: true,
      gaps: [
        'Upptime’s issues have no states: they are “investigating” until they are closed.',
        'Minutes of downtime without an issue are not imported.',
      ],
    };
  },
};

function sitesIn(content: string, repository: string) {
  try {
    return Sites.parse(JSON.parse(textIn(content)));
  } catch {
    throw new SourceError(
      `history/summary.json of ${repository} isn’t what Upptime writes. Nothing was imported.`,
    );
  }
}

const textIn = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (one) => one.charCodeAt(0)));

type About = { id: KeyOf; comments: Comment[] };

function incidentOf(issue: Issue, named: Site[], { id, comments }: About): GivenIncident {
  const isOver = issue.state === 'closed';
  const isSlow = /degraded/i.test(issue.title);
  const bad = isSlow ? 'degraded_performance' : 'major_outage';
  const name = issue.title.replace(/^[^\p{L}\p{N}]+/u, '') || issue.title;
  const [first, ...later] = updatesOf(issue, 'investigating', { id, comments });
  const last = later.at(-1);
  if (isOver && last) last.status = 'resolved';
  const end = {
    ...{ id: id('issue', issue.number, 'end'), status: 'resolved', body: 'Resolved.' },
    created_at: issue.closed_at ?? issue.created_at,
  };
  const over = isOver && !last ? [end] : [];
  const updates = [...(first ? [first] : []), ...later, ...over];
  return {
    ...{ id: id('issue', issue.number), name, created_at: issue.created_at },
    ...{ status: isOver ? 'resolved' : 'investigating', impact: isSlow ? 'minor' : 'major' },
    ...{ started_at: issue.created_at, resolved_at: issue.closed_at ?? null },
    incident_updates: updates.map((update, at) => ({
      ...update,
      affected_components: [
        ...(at === 0 ? named.map((site) => changed(site, 'operational', bad)) : []),
        ...(isOver && at === updates.length - 1 && at > 0
          ? named.map((site) => changed(site, bad, 'operational'))
          : []),
      ],
    })),
    components: named.map((site) => ({ id: site.id })),
  };
}

function maintenanceOf(issue: Issue, sites: Site[], about: About): GivenIncident | null {
  const field = (name: string) =>
    new RegExp(`^\\s*${name}:\\s*(.{1,300})$`, 'im').exec(issue.body ?? '')?.[1]?.trim();
  const [from, until] = [field('start'), field('end')];
  if (!from || !until || !(Date.parse(until) > Date.parse(from))) return null;
  const slugs = (field('expectedDown') ?? '').split(',').map((slug) => slug.trim());
  const now = Date.now();
  const isOver = issue.state === 'closed' || Date.parse(until) < now;
  const status = isOver ? 'completed' : Date.parse(from) <= now ? 'in_progress' : 'scheduled';
  const updates = updatesOf(issue, 'scheduled', about);
  const last = updates.at(-1);
  if (last) last.status = status;
  return {
    ...{ id: about.id('issue', issue.number), name: issue.title, status, impact: 'maintenance' },
    ...{ created_at: issue.created_at, scheduled_for: from, scheduled_until: until },
    incident_updates: updates,
    components: sites.filter(({ slug }) => slugs.includes(slug)).map(({ id }) => ({ id })),
  };
}

const updatesOf = (issue: Issue, status: string, { id, comments }: About) => [
  {
    ...{ id: id('issue', issue.number, 'body'), status, created_at: issue.created_at },
    body: (issue.body ?? '').replace(/<!--[\s\S]*?-->/g, '').trim() || issue.title,
  },
  ...comments.map((comment) => ({
    ...{ id: id('comment', comment.id), status, created_at: comment.created_at },
    body: comment.body ?? '',
  })),
];
