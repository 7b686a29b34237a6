import type { Source } from './shape.ts';

export type ImportFile = { name: string; text: string };

/** One GET with limits on size, time and redirects. Throws a `SourceError`, with a cause if the connection broke. */
export type GetSource = (
  url: string,
  headers?: Record<string, string>,
) => Promise<{ status: number; text: string; retryAfter?: string | undefined }>;

export type ImportRequest = {
  /** An address, or what names the source. */
  place: string;
  /** From a folder or an upload; instead of an address, where the product has files. */
  files?: readonly ImportFile[] | undefined;
  apiKey?: string | undefined;
  apiUrl?: string | undefined;
  get: GetSource;
  say: (line: string) => void;
  /** Waits, ms. */
  wait?: ((ms: number) => Promise<void>) | undefined;
};

type Given = {
  /** A key within the source, made by `keyFor`. Importing twice is once, since its hash becomes the ID. */
  id: string;
  /** Null where the source has no date: the first import sets it. */
  created_at: string | number | null;
  updated_at?: string | undefined;
};
export type GivenComponent = Given & {
  name: string;
  status: string;
  position?: number;
  description?: string | null;
  group?: boolean;
  group_id?: string | null;
};
export type GivenUpdate = Given & {
  status: string;
  body: string;
  affected_components?: { code: string; name: string; old_status: string; new_status: string }[];
};
export type GivenIncident = Given & {
  name: string;
  status: string;
  impact: string;
  started_at?: string | undefined;
  resolved_at?: string | null;
  scheduled_for?: string | null;
  scheduled_until?: string | null;
  /** In any order. */
  incident_updates: GivenUpdate[];
  components: { id: string }[];
};

/** A page as an importer read it, in the shape of Statuspage’s public JSON. */
export type GivenPage = {
  page: { id: string; name: string; time_zone?: string | undefined };
  components: GivenComponent[];
  incidents: GivenIncident[];
  /** What the source does not give, as sentences. */
  gaps: string[];
  /** Whether incidents go back to the first one. */
  isWhole: boolean;
};

/** What was read: rows with keys, or documents of Statuspage with its own IDs. */
export type ImportedPage = GivenPage | { documents: Source };

export type Importer = {
  /** The product’s name, and the author of its updates with “import”. */
  name: string;
  /** For the command line: what to type, each with what it reads. */
  help: Readonly<Record<string, string>>;
  /** For the console: what names the source, with an example. */
  place: { label: string; example: string };
  /** What the key is for; without it, the product needs none. */
  key?: string;
  /** The variable of the environment that may hold the key. */
  keyVariable?: string;
  /** The files that are read instead of an address, by their name in a folder or an upload. */
  files?: { names: RegExp; hint: string };
  read: (request: ImportRequest) => Promise<ImportedPage>;
};
