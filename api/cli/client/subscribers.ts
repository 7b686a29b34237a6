import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cellsOf } from '../../actions/subscriber/import/read-file.ts';
import { Problem } from '../../core/problem.ts';
import { type ImportedRow, planSubscribers } from '../../domain/subscriber/import-plan.ts';
import { SECOND } from '../../domain/time/time.ts';
import { csvLine } from '../../render/csv/line.ts';
import { ProgressLine } from '../shared/progress.ts';
import { type Api, allOf, ClientError, exits, listIn, TooManyRequests } from './api.ts';
import {
  argument,
  type ClientCommand,
  flagOption,
  type Given,
  one,
  type Printed,
  textOption,
} from './given.ts';

type SubscriberRow = {
  email: string | null;
  mode: string;
  state: string;
  components: string[];
  created_at: string;
};

const HEADERS = ['email', 'mode', 'state', 'components', 'created_at'];
const PER_PAGE = 100;

/** Active, unconfirmed and quarantined ones, and those who left. Pages count from 0. */
async function allSubscribers(api: Api, progress: ProgressLine): Promise<SubscriberRow[]> {
  const found: SubscriberRow[] = [];
  for (const list of ['/subscribers?state=all&', '/subscribers/unsubscribed?'])
    for (let page = 0; ; page++) {
      const path = `${list}page=${page}&limit=${PER_PAGE}&sort_direction=asc`;
      const some = listIn(await patiently(() => api.get(path))) as unknown as SubscriberRow[]; // as described
      found.push(...some);
      progress.say(`${found.length} subscribers read …`);
      if (some.length < PER_PAGE) break;
    }
  return found;
}

async function exportList(api: Api, given: Given): Promise<Printed> {
  const progress = new ProgressLine();
  const found = await allSubscribers(api, progress);
  progress.done();
  const out = one(given, 'out');
  const names = new Map((await allOf(api, '/components')).map(({ id, name }) => [id, name]));
  const lines = found.map(({ email, mode, state, components, created_at }) =>
    csvLine([
      ...[email ?? '', mode, state],
      ...[components.map((id) => names.get(id) ?? id).join('; '), created_at],
    ]),
  );
  const csv = csvLine(HEADERS) + lines.join('');
  if (!out) return { json: found, text: csv.trimEnd() };
  writeFileSync(out, csv, { mode: 0o600 });
  return { json: { subscribers: found.length, file: out }, text: `${found.length} subscribers.` };
}

/** Adds those of a file that are not known yet, so that it can be stopped and run again. */
async function importList(api: Api, given: Given): Promise<Printed> {
  const progress = new ProgressLine();
  const cells = cellsIn(argument(given, 0, 'a CSV file'));
  const components = await allOf(api, '/components');
  const table = await planSubscribers(cells, components, async () => {});
  if ('wrong' in table) throw new ClientError(table.wrong, exits.refused);
  const known = new Map(
    (await allSubscribers(api, progress)).map(({ email, state }) => [email?.toLowerCase(), state]),
  );
  const fresh = table.good.filter(({ email }) => !known.has(email.toLowerCase()));
  const result = {
    ...{ rows: table.counts.rows, added: 0, new: fresh.length },
    known: table.good.length - fresh.length,
    ...{ left_out: table.counts.left, repeated: table.counts.repeated },
    problems: table.problems.map(({ row, sentence }) => ({ row, sentence })),
  };
  if (!given.values['dry-run'])
    for (const row of fresh) {
      await add(api, row, given.values.confirmed === true, result);
      progress.say(`${result.added} of ${fresh.length} subscribers added …`);
    }
  progress.done();
  return { json: result, text: wordsFor(result, given.values['dry-run'] === true).join('\n') };
}

type Result = {
  rows: number;
  added: number;
  new: number;
  known: number;
  left_out: number;
  repeated: number;
  problems: { row: number; sentence: string }[];
};

async function add(api: Api, row: ImportedRow, isConfirmed: boolean, result: Result) {
  const subscriber = {
    email: row.email,
    ...(row.componentIds.length > 0 && { component_ids: row.componentIds }),
    ...(isConfirmed && row.isConfirmed && { skip_confirmation_notification: true }),
  };
  await patiently(() => api.send('POST', '/subscribers', { subscriber }));
  result.added++;
}

/** Waits where the page asks for it, since a long list takes more calls than a minute allows. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TooManyRequests)) throw error;
      await sleep(Math.max(1, error.seconds) * SECOND);
    }
}

function wordsFor(result: Result, isDry: boolean): string[] {
  const { added, known, left_out, repeated, problems } = result;
  return [
    isDry ? `${result.new} would be added. Nothing was changed.` : `${added} added.`,
    ...(known > 0 ? [`${known} were known already and stay as they are.`] : []),
    ...(left_out > 0 ? [`${left_out} left out: the file says that they unsubscribed.`] : []),
    ...(repeated > 0 ? [`${repeated} left out: the same address stands in an earlier row.`] : []),
    ...problems.slice(0, 20).map(({ row, sentence }) => `Row ${row}: ${sentence}`),
    ...(problems.length > 20 ? [`… and ${problems.length - 20} more rows with problems.`] : []),
  ];
}

function cellsIn(file: string): string[][] {
  try {
    return cellsOf(readFileSync(file));
  } catch (error) {
    if (error instanceof Problem) throw new ClientError(error.message, exits.refused);
    throw new ClientError(`Can’t read ${file}: ${(error as Error).message}`); // of the file system
  }
}

export const subscriberCommands: Record<string, ClientCommand> = {
  'subscribers export': {
    usage: 'subscribers export [--out FILE]           all subscribers as CSV',
    options: { out: textOption },
    run: exportList,
  },
  'subscribers import': {
    usage: 'subscribers import FILE [--dry-run]       adds those of a CSV file that are new',
    options: { 'dry-run': flagOption, confirmed: flagOption },
    run: importList,
  },
};
