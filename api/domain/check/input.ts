import { z } from 'zod';
import { ComponentStatus } from '../component/status.ts';
import { storable } from '../text/characters.ts';
import { singleLine } from '../text/single-line.ts';
import { checkKinds, recordTypes } from './kind.ts';
import { statusRangesIn } from './statuses.ts';

const whole = (what: string, least: number, most: number) =>
  z
    .number(`${what}: enter a whole number.`)
    .int(`${what}: enter a whole number.`)
    .min(least, `${what}: enter at least ${least}.`)
    .max(most, `${what}: enter at most ${most.toLocaleString('en-US')}.`);

const line = (most: number, message: string) =>
  z
    .string(message)
    .overwrite((text) => storable(text).trim())
    .max(most, message);

const Host = line(253, 'Enter a host name such as db.example.com.').min(
  1,
  'Enter a host name such as db.example.com.',
);
const Expected = line(500, 'Use at most 500 characters.').default('');

/** What each kind asks for, besides what all have. */
export const checkSettings = {
  http: z
    .strictObject({
      url: line(2000, 'Enter an address of at most 2,000 characters.').min(
        1,
        'Enter an address such as https://www.example.com/health.',
      ),
      /** Such as `200-299, 401`. */
      statuses: line(100, 'Use at most 100 characters.')
        .default('200-299')
        .refine(
          (text) => statusRangesIn(text) !== null,
          'Enter status codes such as 200-299 or 200, 204.',
        ),
      contains: Expected,
      /** A place in a JSON body, such as `/status`, and what it must say; empty: that it exists. */
      pointer: line(300, 'Use at most 300 characters.')
        .default('')
        .refine(
          (text) => text === '' || text.startsWith('/'),
          'Enter a JSON Pointer, which begins with a slash, such as /status.',
        ),
      equals: Expected,
      /** The certificate must be valid for so many days; 0: not looked at. Node only. */
      certificateDays: whole('Days', 0, 365).default(0),
    })
    .refine(({ pointer, equals }) => equals === '' || pointer !== '', {
      path: ['pointer'],
      message: 'Enter where the value is, such as /status.',
    }),
  tcp: z.strictObject({ host: Host, port: whole('Port', 1, 65_535) }),
  dns: z.strictObject({
    host: Host,
    record: z.enum(recordTypes, `Choose one of ${recordTypes.join(', ')}.`).default('A'),
    /** A value that the answer must have. */
    contains: Expected,
  }),
  /** `grace`: minutes that a call may be late. */
  heartbeat: z.strictObject({ grace: whole('Grace period', 0, 1440).default(1) }),
};

const common = {
  name: singleLine(80, 'The name can have at most 80 characters.').min(
    1,
    'Enter a name, such as “Checkout API”.',
  ),
  componentId: z.string().nullable().default(null),
  /** Minutes between two runs, or between two calls of a job. */
  every: whole('Interval', 1, 1440).default(5),
  /** Seconds. */
  timeout: whole('Timeout', 1, 30).default(10),
  downAfter: whole('Failures', 1, 20).default(2),
  upAfter: whole('Successes', 1, 20).default(2),
};

const kinds = checkKinds.map((kind) =>
  z.object({ kind: z.literal(kind), ...common, settings: checkSettings[kind] }),
);

/** What follows when it goes down: a rule is added that does this. */
const Reaction = z.object({
  whenDown: z
    .enum(['nothing', 'draft', 'component'], 'Choose one of nothing, draft, component.')
    .default('nothing'),
  status: ComponentStatus.default('major_outage'),
});

const GivenCheck = z
  .discriminatedUnion('kind', kinds as [(typeof kinds)[number], ...typeof kinds], {
    error: `Choose one of ${checkKinds.join(', ')}.`,
  })
  .and(Reaction)
  .refine(({ whenDown, componentId }) => whenDown !== 'component' || componentId !== null, {
    path: ['componentId'],
    message: 'Choose the component whose status is set.',
  });

export const CheckEdit = z.object({
  name: common.name.optional(),
  componentId: z.string().nullable().optional(),
  every: common.every.unwrap().optional(),
  timeout: common.timeout.unwrap().optional(),
  downAfter: common.downAfter.unwrap().optional(),
  upAfter: common.upAfter.unwrap().optional(),
  enabled: z.boolean().optional(),
  /** Of the kind that the check has; replaced as a whole. */
  settings: z.unknown().optional(),
  expectedRevision: z.number().int().optional(),
});
export type CheckEdit = z.infer<typeof CheckEdit>;

export type CheckSettings = {
  [Kind in keyof typeof checkSettings]: z.infer<(typeof checkSettings)[Kind]>;
};
/** A kind with its settings. */
export type CheckTarget = {
  [Kind in keyof CheckSettings]: { kind: Kind; settings: CheckSettings[Kind] };
}[keyof CheckSettings];

/** The settings belong to the kind, as the schema holds. */
export type NewCheck = Omit<z.infer<typeof GivenCheck>, keyof CheckTarget> & CheckTarget;
export const NewCheck = GivenCheck as z.ZodType<NewCheck>;
