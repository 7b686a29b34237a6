import type { Importer } from './port/port.ts';
import { cachet } from './products/cachet.ts';
import { cState } from './products/cstate.ts';
import { instatus } from './products/instatus.ts';
import { kener } from './products/kener.ts';
import { openStatus } from './products/openstatus.ts';
import { upptime } from './products/upptime.ts';
import { uptimeKuma } from './products/uptime-kuma.ts';
import { statuspage } from './statuspage/statuspage.ts';

/** By what is typed after “import”, and what forms send. */
export const importers: Readonly<Record<string, Importer>> = {
  statuspage,
  cachet,
  cstate: cState,
  instatus,
  kener,
  openstatus: openStatus,
  upptime,
  'uptime-kuma': uptimeKuma,
};

export const importerNamed = (kind: string | undefined): Importer | undefined =>
  kind !== undefined && Object.hasOwn(importers, kind) ? importers[kind] : undefined;
