import { z } from 'zod';
import * as own from '../schema/public/allclear.ts';
import * as uptime from '../schema/public/uptime.ts';
import * as v2 from '../schema/public/v2.ts';

const COMPATIBLE = 'Statuspage API v2';
const OWN = 'Allclear';
const FEEDS = 'Feeds, badges, calendar';

type DocumentedPath = {
  path: string;
  tag: string;
  summary: string;
  schema?: z.ZodType;
  type?: string;
  query?: z.ZodObject;
};

const History = z.looseObject({
  components: z.array(v2.ComponentSchema),
  months: z.array(z.looseObject({ name: z.string(), year: z.number().int() })),
});
const JsonFeed = z.looseObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string(),
  home_page_url: z.string(),
  feed_url: z.string(),
  items: z.array(
    z.looseObject({
      id: z.string(),
      url: z.string(),
      title: z.string(),
      content_html: z.string(),
      date_published: z.string(),
    }),
  ),
});
const ShieldsBadge = z.looseObject({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string(),
  color: z.string(),
});
const badgeQuery = z.object({
  style: z.string().optional().meta({ description: 'flat, flat-square, plastic, for-the-badge' }),
  palette: z.string().optional().meta({ description: 'standard, safe' }),
  lang: z.string().optional().meta({ description: 'en, de, fr, es' }),
  label: z.string().optional().meta({ description: 'At most 64 characters.' }),
});

const v2Path = (rest: string, summary: string, schema: z.ZodType): DocumentedPath => ({
  path: `/api/v2/${rest}.json`,
  tag: COMPATIBLE,
  summary,
  schema,
});
const asText = (
  path: string,
  summary: string,
  type: string,
  query?: z.ZodObject,
): DocumentedPath => ({
  path,
  tag: FEEDS,
  summary,
  type,
  ...(query ? { query } : {}),
});

export const documentedPaths: DocumentedPath[] = [
  v2Path('summary', 'Current status summary', v2.Summary),
  v2Path('status', 'Overall status', v2.Status),
  v2Path('components', 'All components and groups', v2.Components),
  v2Path('incidents', 'The 50 newest incidents', v2.Incidents),
  v2Path('incidents/unresolved', 'Open incidents', v2.Incidents),
  v2Path('scheduled-maintenances', 'The 50 newest maintenances', v2.Maintenances),
  v2Path('scheduled-maintenances/upcoming', 'Scheduled, soonest first', v2.Maintenances),
  v2Path('scheduled-maintenances/active', 'Under way', v2.Maintenances),
  {
    path: '/incidents/{id}.json',
    tag: COMPATIBLE,
    summary: 'An incident or maintenance',
    schema: z.union([v2.IncidentSchema, v2.Maintenance]),
  },
  {
    path: '/history.json',
    tag: COMPATIBLE,
    summary: 'Three months of history',
    schema: History,
    query: z.object({
      page: z.string().optional().meta({ description: 'Page number, starting at 1 (newest).' }),
    }),
  },
  {
    path: '/api/allclear/now.json',
    tag: OWN,
    summary: 'Front page: headline, active incidents, next update time',
    schema: own.Now,
  },
  {
    path: '/api/allclear/incidents.json',
    tag: OWN,
    summary: 'History or search results, 50 at a time; follow “next”',
    schema: own.HistoryPageSchema,
    query: z.object({
      q: z.string().optional().meta({
        description: 'Words or “quoted phrases” that must all occur in the title or updates.',
      }),
      component: z.string().optional().meta({ description: 'ID of a component or group.' }),
      before: z.string().optional().meta({ description: 'ID to continue after.' }),
    }),
  },
  {
    path: '/api/allclear/uptime.json',
    tag: OWN,
    summary: 'Uptime of each component and group: 24 hours, 7, 30 and 90 days',
    schema: uptime.UptimeNow,
  },
  {
    path: '/api/allclear/uptime/{period}.json',
    tag: OWN,
    summary: 'Uptime in a month (2026-10) or a year (2026)',
    schema: uptime.UptimeIn,
  },
  asText('/uptime.csv', 'The last 90 days of each component', 'text/csv'),
  asText('/uptime/{period}.csv', 'Each day of a month or year', 'text/csv'),
  ...['', '/components/{id}', '/incidents/{id}'].flatMap((of) => [
    asText(`${of}/updates.rss`, 'Each update, as RSS', 'application/rss+xml'),
    asText(`${of}/updates.atom`, 'Each update, as Atom', 'application/atom+xml'),
    {
      ...asText(`${of}/updates.json`, 'Each update, as JSON Feed', 'application/feed+json'),
      schema: JsonFeed,
    },
  ]),
  asText('/history.rss', 'Each incident, as Statuspage’s RSS', 'application/rss+xml'),
  asText('/history.atom', 'Each incident, as Statuspage’s Atom', 'application/atom+xml'),
  ...['', '/components/{id}'].flatMap((of) => [
    asText(`${of}/badge.svg`, 'A badge', 'image/svg+xml', badgeQuery),
    {
      ...asText(
        `${of}/badge.json`,
        'Endpoint badge for shields.io',
        'application/json',
        badgeQuery,
      ),
      schema: ShieldsBadge,
    },
  ]),
  asText(
    '/maintenance.ics',
    'Maintenance calendar with complete series, in the page’s language; other languages under /de and so on',
    'text/calendar',
  ),
  asText('/incidents/{id}.ics', 'A maintenance as a calendar file', 'text/calendar'),
];
