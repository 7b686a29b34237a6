import { z } from 'zod';
import type { GetSource, GivenPage, Importer, ImportFile } from '../port/port.ts';
import { addressIn, checkedBy, keyFor, readJson, sourceHost, yamlIn } from '../port/read.ts';
import { SourceError } from '../port/source-error.ts';
import { Affected, type CStateIssue, incidentOfIssue } from './cstate-issue.ts';

const product = 'cState';
const MAX_ISSUES = 5000;

const Named = z.object({ name: z.string(), description: z.string().nullish() });
const System = Named.extend({ category: z.string().nullish(), status: z.string().nullish() });
const Category = Named.extend({
  untitled: z.boolean().nullish(),
  hideTitle: z.boolean().nullish(),
});
const Systems = z.array(System).nullish();
const Categories = z.array(Category).nullish();

const Config = z.object({
  title: z.string().nullish(),
  baseURL: z.string().nullish(),
  params: z.object({ systems: Systems, categories: Categories }),
});
const Index = z.object({
  is: z.literal('index'),
  title: z.string(),
  baseURL: z.string().nullish(),
  categories: Categories,
  systems: z.array(System),
});
const Listed = z.object({ is: z.literal('issue'), permalink: z.string(), filename: z.string() });
const Issues = z.object({
  is: z.string(),
  pages: z.array(z.union([Listed, z.object({ is: z.string() })])),
});
const Issue = z.object({
  ...{ title: z.string(), body: z.string().nullish(), createdAt: z.string() },
  ...{ severity: z.string().nullish(), resolved: z.boolean().nullish() },
  ...{ resolvedAt: z.string().nullish(), affected: Affected },
});
const FrontMatter = z.object({
  ...{ title: z.coerce.string(), date: z.coerce.string(), severity: z.string().nullish() },
  ...{ resolved: z.boolean().nullish(), resolvedWhen: z.coerce.string().nullish() },
  ...{ affected: Affected, section: z.string().nullish() },
});

const statuses: Record<string, string> = { disrupted: 'partial_outage', down: 'major_outage' };
const issuePath = /^(?:.*\/)?content\/(?:issues|incident)\/[^/]+\.md$|^[^/]+\.md$/;
const configPath = /^(?:[^/]+\/)?config\.ya?ml$/;

/** A page of cState: the folder of its repository, or its public JSON. */
export const cState: Importer = {
  name: product,
  help: {
    'cstate DIR': 'the folder of its repository, which has every update',
    'cstate URL': 'the page’s address',
  },
  place: { label: 'Address of the page', example: 'https://status.example.com' },
  files: {
    names: new RegExp(`${configPath.source}|${issuePath.source}`),
    hint: 'config.yml and the Markdown files of content/issues, which hold every update',
  },
  read: async ({ place, files, get, say }) =>
    files ? fromFiles(files) : fromAddress(addressIn(place), get, say),
};

type Site = {
  name: string;
  address: string;
  systems: z.infer<typeof System>[];
  categories: z.infer<typeof Category>[];
  issues: CStateIssue[];
};

function fromFiles(files: readonly ImportFile[]): GivenPage {
  const file = files.find(({ name }) => configPath.test(name));
  if (!file)
    throw new SourceError('config.yml is missing: it lists the systems. Nothing was imported.');
  const about = { product, where: file.name };
  const { title, baseURL, params } = checkedBy(
    yamlIn(file.text, file.name, product),
    Config,
    about,
  );
  const issues = files
    .filter(({ name }) => name.endsWith('.md') && !name.endsWith('_index.md'))
    .map(({ name, text }) => issueIn(name, text));
  return pageOf(
    {
      name: title || 'Status page',
      address: addressIn(baseURL ?? ''),
      systems: params.systems ?? [],
      categories: params.categories ?? [],
      issues,
    },
    [
      'cState states a time only where an update has a “track” mark. Other texts get the issue’s date.',
    ],
  );
}

function issueIn(path: string, text: string): CStateIssue {
  const [, head, body = ''] =
    /^\uFEFF?---\r?\n([\s\S]*?)\n---\s*(?:\n|$)([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined)
    throw new SourceError(`${path} has no front matter. Nothing was imported.`);
  const read = checkedBy(yamlIn(head, path, product), FrontMatter, { product, where: path });
  const file = path.split('/').at(-1) ?? path;
  return { ...read, file, createdAt: read.date, resolvedAt: read.resolvedWhen, body };
}

async function fromAddress(
  base: string,
  get: GetSource,
  say: (line: string) => void,
): Promise<GivenPage> {
  const access = { get, product };
  const index = await readJson(`${base}/index.json`, Index, access);
  if (!index) throw new SourceError(`There is no cState at ${base}. Nothing was imported.`);
  const list = await readJson(`${base}/issues/index.json`, Issues, access);
  const listed = (list?.pages ?? []).flatMap((one) => Listed.safeParse(one).data ?? []);
  if (listed.length > MAX_ISSUES)
    throw new SourceError(
      `${base} lists more than ${MAX_ISSUES} issues. Import the folder of its repository instead.`,
    );
  const issues: CStateIssue[] = [];
  for (const { permalink, filename } of listed) {
    say(`Reading issue ${issues.length + 1} of ${listed.length} …`);
    const issue = await readJson(issueAddress(permalink, base), Issue, access);
    if (issue) issues.push({ ...issue, file: filename, body: issue.body ?? '' });
  }
  const { title, systems, categories } = index;
  return pageOf(
    {
      ...{ name: title, address: addressIn(index.baseURL || base), systems, issues },
      categories: categories ?? [],
    },
    [
      'By its address, cState gives each issue as one text. To get its updates one by one, import the folder of its repository.',
    ],
  );
}

/** Always on the host of the page: a path that begins with two slashes would name another one. */
function issueAddress(permalink: string, base: string): string {
  const path = URL.canParse(permalink, base) ? new URL(permalink, base).pathname : '';
  return `${new URL(base).origin}${path.replace(/\/+$/, '')}/index.json`;
}

function pageOf({ name, address, systems, categories, issues }: Site, gaps: string[]): GivenPage {
  const id = keyFor(product, sourceHost(address));
  const titled = categories.filter((one) => !one.untitled && !one.hideTitle);
  const isTitled = new Set(titled.map((one) => one.name));
  const open = new Map(
    issues
      .filter((one) => !one.resolved)
      .flatMap((one) => one.affected.map((system) => [system, one.severity ?? ''] as const)),
  );
  return {
    page: { id: id('page'), name },
    components: [
      ...titled.map((one, at) => ({
        ...{ id: id('category', one.name), name: one.name, status: 'operational' },
        ...{ position: at + 1, created_at: null, group: true },
      })),
      ...systems.map((one, at) => ({
        ...{ id: id('system', one.name), name: one.name, position: at + 1, created_at: null },
        description: one.description ?? null,
        status: statuses[one.status ?? open.get(one.name) ?? ''] ?? 'operational',
        group_id: one.category && isTitled.has(one.category) ? id('category', one.category) : null,
      })),
    ],
    incidents: issues.map((one) => incidentOfIssue(one, id)),
    isWhole: true,
    gaps: [...gaps, 'cState has no planned maintenance: its notices are imported as incidents.'],
  };
}
