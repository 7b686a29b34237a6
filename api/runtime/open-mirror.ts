import type { DrawPage } from '../context/context.ts';
import type { Deps } from '../context/deps.ts';
import { publicFiles } from '../export/files.ts';
import { Bucket } from '../mirror/bucket.ts';
import { Mirror } from '../mirror/mirror.ts';
import { copies } from './page-copies.ts';

/** The configured mirror, if any: a copy of the public site drawn by this app. */
export function openMirror(deps: Deps, drawPage: DrawPage): Mirror | null {
  const { mirror, baseUrl: liveUrl } = deps.config;
  if (!mirror) return null;
  return new Mirror({
    ...deps,
    bucket: new Bucket(mirror),
    files: (depth) =>
      publicFiles(copies(deps, drawPage), {
        liveUrl,
        form: 'bucket',
        ...(depth ? { depth } : {}),
      }),
  });
}
