/** A row of a file, ready to be written. */
export type ImportedRow = {
  email: string;
  /** Names or ids of components, as written; empty for everything. */
  componentIds: string[];
  locale: string | null;
  consent: string | null;
  /** True where the file says that the person confirmed. */
  isConfirmed: boolean;
};

/** Why a row of the file is not imported. It holds nothing of the row, which may be personal. */
export type RowProblem = { row: number; sentence: string };

export type SubscriberImportCounts = {
  rows: number;
  /** Rows that can be imported. */
  good: number;
  problems: number;
  /** The same address in an earlier row. */
  repeated: number;
  /** Already subscribed: left as they are. */
  known: number;
  /** Unsubscribed earlier, or bounced: they are asked to confirm. */
  left: number;
};
