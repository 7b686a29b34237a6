import { commonPasswords } from './common-passwords.ts';

const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  '!@#$%^&*()',
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  'qwertzuiopü',
  'yxcvbnm,.-',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn,;:!',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const leet: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * Why this password is too weak; null if it is fine. `about`: facts an attacker knows, such as
 * names and the address.
 */
export function weaknessOf(password: string, about: readonly string[]): string | null {
  const text = password.normalize('NFKC').toLowerCase();
  if (isMonotonous(text))
    return 'This password is a simple pattern. Choose a stronger one, such as four random words.';
  if (isCommon(text))
    return 'This password is too common. Choose a stronger one, such as four random words.';
  if (isPersonal(text, about))
    return 'This password contains a name or address that others know. Choose a stronger one, such as four random words.';
  return null;
}

/** Repeats itself, or follows the alphabet, the digits or the keyboard. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size < 5 || /^(.{1,5})\1+.{0,3}$/su.test(text)) return true;
  let steps = 0;
  for (let i = 1; i < text.length; i++) if (!follows(text[i - 1] ?? '', text[i] ?? '')) steps++;
  return steps < 3;
}

const follows = (a: string, b: string): boolean =>
  a === b || runs.some((run) => run.includes(a + b) || run.includes(b + a));

/** A common password, also with digits and symbols around it or in place of letters. */
function isCommon(text: string): boolean {
  const spellings = [
    text,
    unleet(text),
    unleet(text.replace(/\d+\W*$/, '')),
    text.replace(/\s/g, ''),
  ];
  return spellings.some((one) => {
    const core = one.replace(/^[^a-z]+|[^a-z]+$/g, '');
    const added = text.length - core.length;
    return commonPasswords.has(one) || (added <= 6 && commonPasswords.has(core));
  });
}

const unleet = (text: string): string => text.replace(/[013457@$!]/g, (sign) => leet[sign] ?? sign);

/** Fewer than five characters remain without the facts that others know. */
function isPersonal(text: string, about: readonly string[]): boolean {
  const known = about
    .flatMap((one) =>
      one
        .normalize('NFKC')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    )
    .filter((word) => [...word].length >= 3)
    .sort((a, b) => b.length - a.length);
  const left = (given: string) =>
    known.reduce((rest, word) => rest.replaceAll(word, ''), given).replace(/[^\p{L}\p{N}]/gu, '');
  const isShorter = (given: string) => left(given).length < Math.min(5, given.length);
  return known.length > 0 && (isShorter(text) || isShorter(unleet(text)));
}
