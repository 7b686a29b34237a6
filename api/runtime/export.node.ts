import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { findPage } from '../../db/page/page.ts';
import type { DrawPage } from '../context/context.ts';
import type { Deps } from '../context/deps.ts';
import { siteOf } from '../context/site.ts';
import { addressOf } from '../domain/page/address.ts';
import { publicFiles } from '../export/files.ts';
import { PendingIncident, withPending } from '../export/pending.ts';
import { writeFiles } from '../export/write.node.ts';
import { copies, liveUrlOf } from './page-copies.ts';

export type ExportOrder = {
  folder: string;
  pageId?: string | undefined;
  /** A file with incidents that the database does not know yet; the folder may then have files. */
  pending?: string | undefined;
  /** Prints JSON. */
  json?: boolean | undefined;
};

/** Writes the public site as files and says so. Throws sentences. */
export async function exportSite(
  deps: Deps,
  drawPage: DrawPage,
  { folder, pageId, pending, json }: ExportOrder,
): Promise<string> {
  const page = pageId ? await findPage(deps.db, pageId) : null;
  if (pageId && !page) throw new Error(`No page has the ID “${pageId}”.`);
  const site = siteOf(
    deps,
    page && { pageId: page.id, baseUrl: addressOf(page, deps.config.baseUrl) },
  );
  const current = await site.snapshots.current();
  if (!current) throw new Error('No page to export yet.');
  if (pending) {
    const waiting = z.array(PendingIncident).parse(JSON.parse(readFileSync(pending, 'utf8')));
    site.snapshots.show(withPending(current, waiting, deps.clock()));
  }
  const form = { liveUrl: liveUrlOf(site), form: 'folders' } as const;
  const files = publicFiles(copies(site, drawPage), form);
  const written = await writeFiles(folder, files, { over: pending !== undefined });
  return json
    ? JSON.stringify({ files: written, folder })
    : `Exported ${written} files to ${folder}.`;
}
