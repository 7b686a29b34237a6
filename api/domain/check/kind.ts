export const checkKinds = ['http', 'tcp', 'dns', 'heartbeat'] as const;
export type CheckKind = (typeof checkKinds)[number];

export const checkKindLabels: Record<CheckKind, string> = {
  http: 'Website or API',
  tcp: 'TCP port',
  dns: 'DNS record',
  heartbeat: 'Heartbeat',
};

/** Workers can open no checked TCP connection and have no DNS resolver of their own. */
export const checkRunsOn = (kind: CheckKind, runtime: 'node' | 'edge'): boolean =>
  runtime === 'node' || kind === 'http' || kind === 'heartbeat';

export const NODE_ONLY =
  'TCP and DNS checks need an installation on Node. This one runs on Workers.';

export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT'] as const;
export type RecordType = (typeof recordTypes)[number];
