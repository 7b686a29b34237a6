import { field, type Wordings } from './wording.ts';

export const teamWordings: Wordings = {
  member: {
    create: ({ after, isOwn }) =>
      isOwn
        ? 'set up this page’s first account'
        : ['added', `as ${field(after, 'role') ?? 'a person'}`],
    edit: ({ after }) => ['changed the role of', `to ${field(after, 'role') ?? 'another'}`],
    password: ({ isOwn }) => (isOwn ? 'changed their password' : 'reset the password of'),
    'password reset': () => 'reset their password by email',
    'two-factor on': () => 'turned on two-factor authentication',
    'two-factor off': ({ isOwn }) =>
      isOwn ? 'turned off two-factor authentication' : 'turned off two-factor authentication for',
    'recovery codes': () => 'replaced their recovery codes',
    delete: () => 'removed',
  },
  invitation: {
    invite: ({ after }) => `invited ${field(after, 'email')} as ${field(after, 'role')}`,
    resend: ({ after }) => `sent ${field(after, 'email')} the invitation again`,
    withdraw: ({ after }) => `withdrew the invitation of ${field(after, 'email')}`,
    accept: ({ after }) => `accepted an invitation as ${field(after, 'role')}`,
  },
  viewer: {
    invite: ({ after }) => `let ${field(after, 'email')} read the internal page`,
    remove: ({ after }) => `removed ${field(after, 'email')} from the internal page`,
    domains: () => 'changed the email domains of the internal page',
  },
  session: {
    'sign-in': () => 'signed in',
    'sign-in refused': () => 'failed to sign in as',
    'sign-out': () => 'signed out',
    'password reset requested': () => 'asked for a link to reset the password of',
    end: () => 'signed out on another device',
    'end others': () => 'signed out on all other devices',
  },
  token: {
    create: ({ after }) => {
      const scope = field(after, 'scope');
      const limit = scope && scope !== 'everything' ? `, ${scope} only` : '';
      return ['created the API token', `(${field(after, 'role') ?? 'no role'}${limit})`];
    },
    revoke: () => 'revoked the API token',
  },
};
