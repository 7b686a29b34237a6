import type { Deps } from '../../../api/context/deps.ts';

type Passwords = Awaited<Awaited<ReturnType<Deps['auth']>>['$context']>['password'];

const hashes = new Map<string, Promise<string>>();
const checks = new Map<string, Promise<boolean>>();

/** Hashes and checks each password once per test file: the hash is slow on purpose. */
export async function cachePasswords({ auth }: Pick<Deps, 'auth'>): Promise<void> {
  const { password } = await (await auth()).$context;
  const { hash, verify }: Passwords = { ...password };
  password.hash = (text) => remembered(hashes, text, () => hash(text));
  password.verify = (asked) =>
    remembered(checks, `${asked.hash} ${asked.password}`, () => verify(asked));
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>) {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
