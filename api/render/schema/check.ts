import { z } from 'zod';
import { checkKinds, recordTypes } from '../../domain/check/kind.ts';
import { checkStatuses } from '../../domain/check/state.ts';
import { componentStatuses } from '../../domain/component/status.ts';
import { describedText } from './text.ts';

const about = <T extends z.ZodType>(schema: T, description: string) => schema.meta({ description });

const Settings = about(
  z.looseObject({
    url: describedText('For http: the URL. Redirects aren’t followed.'),
    statuses: describedText('For http: expected status codes, such as 200-299, 401.'),
    contains: describedText('For http and dns: text that the body or a record must contain.'),
    pointer: describedText('For http: a JSON Pointer into the body, such as /status.'),
    equals: describedText(
      'For http: the expected value at the pointer. If empty, any value passes.',
    ),
    certificate_days: about(
      z.int().optional(),
      'For http, on Node only: the least number of days the certificate must remain valid. 0 turns this off.',
    ),
    host: describedText('For tcp and dns.'),
    port: about(z.int().optional(), 'For tcp.'),
    record: about(z.enum(recordTypes).optional(), 'For dns.'),
    grace: about(z.int().optional(), 'For heartbeat: minutes that a call may be late.'),
  }),
  'Settings of this kind of check.',
);

const common = {
  component_id: about(z.string().nullish(), 'The component that its alerts are about.'),
  every: about(z.int().optional(), 'Minutes between two runs, or between two calls of a job.'),
  timeout: about(z.int().optional(), 'Timeout in seconds.'),
  down_after: about(z.int().optional(), 'Failures in a row before the check is down.'),
  up_after: about(z.int().optional(), 'Successes in a row before the check is up again.'),
};

export const CheckInput = z.object({
  check: z.looseObject({
    name: z.string(),
    kind: about(z.enum(checkKinds), 'tcp and dns need an installation on Node.'),
    ...common,
    when_down: about(
      z.enum(['nothing', 'draft', 'component']).optional(),
      'Adds a rule for its alerts: a draft, or the status of the component.',
    ),
    status: about(
      z.enum(componentStatuses).optional(),
      'The status that the rule sets on the component.',
    ),
    settings: Settings,
  }),
});

export const HealthCheckChange = z.object({
  check: z.looseObject({
    name: z.string().optional(),
    ...common,
    enabled: z.boolean().optional(),
    settings: Settings.optional(),
  }),
});

const Result = z.object({
  at: z.string(),
  ok: z.boolean(),
  ms: about(z.int().nullable(), 'How long the answer took; null without one.'),
  detail: z.string(),
});

export const CheckRead = z.looseObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(checkKinds),
  component_id: z.string().nullable(),
  enabled: z.boolean(),
  every: z.int(),
  timeout: z.int(),
  down_after: z.int(),
  up_after: z.int(),
  settings: Settings,
  status: z.enum(checkStatuses),
  since: z.string().nullable(),
  skipped_since: about(
    z.string().nullable(),
    'Since when it is left out, since a run has a limit of requests and time.',
  ),
  last_result: Result.nullable(),
  created_by: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
});
export const ChecksRead = z.array(CheckRead);
export const CheckCreated = CheckRead.extend({
  url: describedText('Of heartbeat: the address to call with POST. It is answered once.'),
});

export const CheckResultsRead = z.array(Result);
export const CheckDaysRead = z.array(
  z.object({
    date: about(z.string(), 'UTC.'),
    runs: z.int(),
    failed: z.int(),
    average_ms: z.int().nullable(),
    slowest_ms: z.int().nullable(),
  }),
);
