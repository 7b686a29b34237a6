/** Set by ourselves on what we hand to better-auth; its own routes are never mounted. */
export const CLIENT_IP = 'x-allclear-client-ip';
