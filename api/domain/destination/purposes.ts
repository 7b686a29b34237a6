/** What `subscriber.address` is encrypted for. */
export const ADDRESS_PURPOSE = 'subscriber.address';
/** What `signing_secret.secret` is encrypted for. */
export const SECRET_PURPOSE = 'signing_secret.secret';
