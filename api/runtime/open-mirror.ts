import type { DrawPage } from '../context/context.ts';
import type { Deps } from '../context/deps.ts';
import { publicFiles } from '../export/files.ts';
import { Bucket } from '../mirror/bucket.ts';
import { Mirror } from '../mirror/mirror.ts';
import { copies, liveUrlOf } from './page-copies.ts';

/** The configured mirror, if any: a copy of what readers see of the installation's page, drawn by this app. */
export function openMirror(deps: Deps, drawPage: DrawPage): Mirror | null {
  const { mirror } = deps.config;
  if (!mirror) return null;
  return new Mirror({
    ...deps,
    bucket: new Bucket(mirror),
    files: (depth) =>
      publicFiles(copies(deps, drawPage), {
        liveUrl: liveUrlOf(deps),
        form: 'bucket',
        ...(depth ? { depth } : {}),
      }),
  });
}
