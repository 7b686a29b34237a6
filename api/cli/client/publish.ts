import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { newId } from '../../core/id.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import { incidentStates, State } from '../../domain/incident/incident.ts';
import type { PendingIncident } from '../../export/pending.ts';
import { apiOf, ClientError, exits } from './api.ts';
import { messageIn } from './commands.ts';
import {
  argument,
  type ClientCommand,
  flagOption,
  type Given,
  one,
  type Printed,
  pairsIn,
  textOption,
} from './given.ts';
import { readQueue, writeQueue } from './queue.ts';
import { syncQueue } from './sync.ts';

const START = fileURLToPath(new URL('../../runtime/start.ts', import.meta.url));

/** Publishes to the static copy first, and to the page when it answers. */
async function publishStatic(given: Given, env: NodeJS.ProcessEnv): Promise<Printed> {
  const folder = one(given, 'static');
  if (!folder) throw new ClientError('Add --static DIR, the folder of the static copy.');
  const file = one(given, 'queue') ?? `${folder.replace(/\/+$/, '')}.queue.json`;
  const before = readQueue(file);
  if (given.values.sync) return synced(await syncQueue(await apiOf(env), before, file), folder);
  const update = updateIn(given);
  const called = one(given, 'incident');
  const incident = called ? withUpdate(before, called, update) : opened(given, update);
  const queue = [...before.filter(({ id }) => id !== incident.id), incident];
  // Before the copy: what readers may have seen is never lost.
  writeQueue(file, queue);
  const written = draw(folder, file, env);
  if ('wrong' in written) {
    writeQueue(file, before);
    throw new ClientError(written.wrong, exits.refused);
  }
  const wasSynced = await syncIfThere(env, queue, file);
  const next = wasSynced
    ? 'Also published to the page.'
    : `The page doesn’t know it yet. Once it answers: allclear publish --static ${folder} --sync`;
  return {
    json: { id: incident.id, folder, files: written.files, queue: file, synced: wasSynced },
    text: `${incident.id}  ${update.state}  ${written.files} files written to ${folder}. ${next}`,
  };
}

function updateIn(given: Given): PendingIncident['updates'][number] {
  const state = State.safeParse(one(given, 'status') ?? 'investigating');
  if (!state.success || !incidentStates.some((known) => known === state.data))
    throw new ClientError(`--status is one of ${incidentStates.join(', ')}.`);
  const body = messageIn(one(given, 'body') ?? '').trim();
  if (!body) throw new ClientError('Add --body TEXT, the message.');
  const components = pairsIn(given).map(([name, status]) => {
    const read = ComponentStatus.safeParse(status);
    if (!read.success) throw new ClientError(`“${status}” isn’t the status of a component.`);
    return [name, read.data] as const;
  });
  return {
    ...{ state: state.data, body, components: Object.fromEntries(components) },
    ...{ at: Date.now(), notifies: !given.values.quiet },
  };
}

function opened(given: Given, update: PendingIncident['updates'][number]): PendingIncident {
  const name = argument(given, 0, 'a title').trim();
  return {
    ...{ id: newId(), name, updates: [update], key: randomUUID() },
    ...{ syncedId: null, syncedUpdates: 0 },
  };
}

function withUpdate(
  queue: readonly PendingIncident[],
  called: string,
  update: PendingIncident['updates'][number],
): PendingIncident {
  const found = queue.find(({ id, syncedId }) => id === called || syncedId === called);
  if (!found)
    throw new ClientError(`“${called}” wasn’t opened with publish --static.`, exits.refused);
  return { ...found, updates: [...found.updates, update] };
}

/** Draws the copy from the last-known page: neither the server nor the database is asked to write. */
function draw(
  folder: string,
  pending: string,
  env: NodeJS.ProcessEnv,
): { files: number } | { wrong: string } {
  const order = JSON.stringify({ folder, pending, json: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [START, '--export', order], {
    encoding: 'utf8',
    env,
  });
  if (status !== 0)
    return { wrong: `The copy couldn’t be written: ${stderr.trim().split('\n').at(-1)}` };
  const { files } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { files: number };
  return { files };
}

async function syncIfThere(env: NodeJS.ProcessEnv, queue: PendingIncident[], file: string) {
  if (!env.ALLCLEAR_URL || !env.ALLCLEAR_TOKEN) return false;
  try {
    await syncQueue(await apiOf(env), queue, file);
    return true;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    console.error(error.message);
    return false;
  }
}

function synced(count: number, folder: string): Printed {
  const summary = count === 0 ? 'The page knows everything.' : `${count} updates published.`;
  return {
    json: { published: count },
    text: `${summary} Export the site again, so that ${folder} is whole.`,
  };
}

export const publishCommands: Record<string, ClientCommand> = {
  publish: {
    usage: 'publish NAME --static DIR --body TEXT     to the static copy first, later to the page',
    options: {
      ...{
        static: textOption,
        queue: textOption,
        incident: textOption,
        sync: flagOption,
        body: textOption,
        status: textOption,
      },
      ...{ component: { type: 'string', multiple: true }, quiet: flagOption },
    },
    local: publishStatic,
  },
};
