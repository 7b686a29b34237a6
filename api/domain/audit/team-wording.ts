import { recordedText, type Wordings } from './wording.ts';

export const teamWordings: Wordings = {
  member: {
    create: ({ after, isOwn }) =>
      isOwn
        ? 'set up this page’s first account'
        : ['added', `as ${recordedText(after, 'role') ?? 'a person'}`],
    edit: ({ after }) => ['changed the role of', `to ${recordedText(after, 'role') ?? 'another'}`],
    password: ({ isOwn }) => (isOwn ? 'changed their password' : 'reset the password of'),
    'password reset': () => 'reset their password by email',
    'two-factor on': () => 'turned on two-factor authentication',
    'two-factor off': ({ isOwn }) =>
      isOwn ? 'turned off two-factor authentication' : 'turned off two-factor authentication for',
    'recovery codes': () => 'replaced their recovery codes',
    delete: () => 'removed',
  },
  invitation: {
    invite: ({ after }) =>
      `invited ${recordedText(after, 'email')} as ${recordedText(after, 'role')}`,
    resend: ({ after }) => `sent ${recordedText(after, 'email')} the invitation again`,
    withdraw: ({ after }) => `withdrew the invitation of ${recordedText(after, 'email')}`,
    accept: ({ after }) => `accepted an invitation as ${recordedText(after, 'role')}`,
  },
  viewer: {
    invite: ({ after }) => `let ${recordedText(after, 'email')} read the internal page`,
    remove: ({ after }) => `removed ${recordedText(after, 'email')} from the internal page`,
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
      const scope = recordedText(after, 'scope');
      const limit = scope && scope !== 'everything' ? `, ${scope} only` : '';
      return ['created the API token', `(${recordedText(after, 'role') ?? 'no role'}${limit})`];
    },
    rotate: () => 'rotated the API token',
    revoke: () => 'revoked the API token',
  },
};
