import * as vendor from '../../../schema/vendor.ts';
import { created, type Operation, ok } from '../operation.ts';

const tag = 'Vendor status';
const ONE = '/vendors/{id}';

/** Status pages of other companies, shown below components. `id` is the component’s. */
export const vendorOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: '/vendors', tag },
    summary: 'The status pages that components follow',
    answers: ok('What each component follows, and what it reports.', vendor.VendorsRead),
  },
  {
    ...{ methods: ['post'], path: '/vendors', tag, body: vendor.VendorInput },
    summary: 'Let a component follow a status page; it is read first',
    answers: created('What the component follows.', vendor.VendorRead),
  },
  {
    ...{ methods: ['get'], path: ONE, tag },
    summary: 'What one component follows',
    answers: ok('What the component follows.', vendor.VendorRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: ONE, tag, body: vendor.VendorChange },
    summary: 'Follow another page or part, or change the name or drafts',
    answers: ok('What the component follows.', vendor.VendorRead),
  },
  {
    ...{ methods: ['delete'], path: ONE, tag },
    summary: 'Follow it no longer; its drafts stay',
    answers: { 204: { description: 'Deleted.' } },
  },
];
