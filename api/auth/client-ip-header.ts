/** A header that only we set on requests to better-auth, whose own routes are never mounted. */
export const CLIENT_IP = 'x-allclear-client-ip';
