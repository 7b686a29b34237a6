import { expect, test } from 'vitest';
import { weaknessOf } from '../../api/domain/account/password.ts';

const about = ['Ada Lovelace', 'ada@northwind.example', 'Northwind Traders'];

test.for([
  'aaaaaaaaaa',
  'aaaaaaaaab',
  'abababababab',
  'abcabcabcabc',
  '121212121212',
  'abcdefghij',
  'ABCDEFGHIJ',
  '1234567890',
  '0987654321',
  '9876543210',
  'qwertyuiop',
  'asdfghjkl;',
  'abcd1234qwer',
  '1qaz2wsx3edc',
])('%s is a simple pattern', (password) => {
  expect(weaknessOf(password, about)).toContain('simple pattern');
});

test.for([
  'password12',
  'Password123',
  'P@ssw0rd2026!',
  'passw0rd12',
  '12password34',
  'letmein123!',
  'Welcome2026',
  'dragon2024!',
  'iloveyou123',
  'basketball',
  'Christopher1',
  'sunshine2026',
  'liverpool1!',
  'monkey2468',
  'admin12345',
])('%s is common', (password) => {
  expect(weaknessOf(password, about)).toContain('too common');
});

test.for([
  'northwind1!',
  'Northwind2026',
  'N0rthw1nd!!',
  'ada.lovelace',
  'adalovelace1',
  'lovelace1815',
  'ada@northwind',
  'northwindtraders',
])('%s is made of known facts', (password) => {
  expect(weaknessOf(password, about)).toContain('others know');
});

test.for([
  'correct horse',
  'correct horse battery staple',
  'another first password',
  'Xq7#kd92Lm',
  'northwind-gazelle-47-plum',
  'tr0ub4dor&3x',
  'lilac kettle orbit fern',
  'пароль-из-четырёх слов',
  '月が綺麗ですね今夜は',
  'k4Zp-0aQx-99Lw',
])('%s is accepted', (password) => {
  expect(weaknessOf(password, about)).toBeNull();
});

test('names of common words are no reason to refuse', () => {
  expect(weaknessOf('correct horse', ['', '-', 'a b'])).toBeNull();
});
