/** What no other row tells: steps that somebody marked as done, and that the list is not wanted. */
export type StoredChecklist = { dismissed?: true; badge?: true };

/** What an owner has done so far, as the database and the configuration tell. */
export type ChecklistFacts = {
  stored: StoredChecklist;
  components: number;
  isMailTested: boolean;
  /** True when BASE_URL is set, or the page has an address of its own. */
  hasAddress: boolean;
  hasLogo: boolean;
  hasSupportLink: boolean;
  /** Members and open invitations. */
  people: number;
  activeSubscribers: number;
};

export type ChecklistStep = {
  key: string;
  label: string;
  about: string;
  href: string;
  isDone: boolean;
  /** True for a step that only a person can tick. */
  isTickedByHand?: true;
};

/** What to do after set-up, in the order in which it is worth doing. */
export const checklistSteps = (facts: ChecklistFacts): ChecklistStep[] => [
  {
    key: 'component',
    label: 'Add your first component',
    about: 'A service that your customers rely on, such as “Website” or “API”.',
    href: '/admin/components/new',
    isDone: facts.components > 0,
  },
  {
    key: 'mail',
    label: 'Send a test email',
    about: 'See that updates arrive before the first incident.',
    href: '/admin/mail/test',
    isDone: facts.isMailTested,
  },
  {
    key: 'address',
    label: 'Set the page’s address',
    about: 'Links in emails lead there, such as https://status.example.com.',
    href: '/admin/settings/domain',
    isDone: facts.hasAddress,
  },
  {
    key: 'logo',
    label: 'Add your logo and color',
    about: 'Customers see that the page is yours.',
    href: '/admin/settings/appearance',
    isDone: facts.hasLogo,
  },
  {
    key: 'support',
    label: 'Add a support link',
    about: 'Where customers get help that this page can’t give.',
    href: '/admin/settings/general#supportUrl',
    isDone: facts.hasSupportLink,
  },
  {
    key: 'people',
    label: 'Invite somebody',
    about: 'A second person can publish when you are away.',
    href: '/admin/settings/members',
    isDone: facts.people > 1,
  },
  {
    key: 'subscriber',
    label: 'Subscribe yourself',
    about: 'Get the emails that your customers get.',
    href: '/subscribe',
    isDone: facts.activeSubscribers > 0,
  },
  {
    key: 'badge',
    label: 'Add a badge',
    about: 'Show the status in your app, docs or README.',
    href: '/badges',
    isDone: facts.stored.badge === true,
    isTickedByHand: true,
  },
];
