import type { ComponentRow } from '../../../db/component/import.ts';
import type { Random } from './random.ts';

/** A fictional shop and its systems. */
export const COMPANY = 'Larkspur';

const groupNames = ['Shop', 'Payments', 'Developers', 'Back office', 'Mobile', 'Regions'];
const leafNames: [name: string, description: string | null][] = [
  ['Storefront', 'Product pages and the basket'],
  ['Search', 'Finding products by word and filter'],
  ['Checkout', null],
  ['Customer accounts', 'Orders, addresses and returns'],
  ['Card payments', null],
  ['Bank transfers', null],
  ['Payouts to sellers', 'Sent each working day by noon'],
  ['Invoices', null],
  ['REST API', 'Everything under api.larkspur.example'],
  ['Webhooks', 'Order and payment events'],
  ['Developer dashboard', null],
  ['Sign-in', 'Passwords, passkeys and single sign-on'],
  ['Reports', null],
  ['Exports', 'CSV and accounting formats'],
  ['Email to customers', null],
  ['Support chat', null],
  ['iPhone app', null],
  ['Android app', null],
  ['Push notifications', null],
  ['Image delivery', null],
];

/** Groups and components in page order, with as many components as requested. */
export function companyRows(
  random: Random,
  pageId: string,
  count: number,
  at: number,
): ComponentRow[] {
  const stamps = { pageId, createdAt: at, updatedAt: at };
  const groupCount = Math.min(Math.ceil(count / 4), groupNames.length);
  const groups = groupNames.slice(0, groupCount).map((name, i) => ({
    id: random.id(),
    name,
    group: true,
    position: i + 1,
    ...stamps,
  }));
  const size = Math.ceil(count / Math.max(1, groupCount));
  const leaves = Array.from({ length: count }, (_, i) => ({
    id: random.id(),
    ...leafNamed(i),
    groupId: groups[Math.floor(i / size)]?.id ?? null,
    group: false,
    position: (i % size) + 1,
    ...stamps,
  }));
  return [...groups, ...leaves];
}

function leafNamed(i: number): { name: string; description: string | null } {
  const [name = '', description = null] = leafNames[i % leafNames.length] ?? [];
  const round = Math.floor(i / leafNames.length) + 1;
  return { name: round > 1 ? `${name} ${round}` : name, description };
}
