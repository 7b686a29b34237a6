import { expect, test } from 'vitest';
import { placeholdersIn } from '../../../api/domain/template/placeholders.ts';

test.each([
  ['We [do something] now', ['[do something]']],
  ['[what]: unknown', ['[what]']],
  ['Impact [who]: unknown', ['[who]']],
  ['See [our notes](https://example.com)', []],
  ['See [our notes][notes]\n\n[notes]: https://example.com', []],
  ['- [x] done\n- [ ] open', []],
  ['The log says `[error]`', []],
  ['![a chart](x.png) and \\[literal\\]', []],
  ['Cards of {{ network }} fail', ['{{ network }}']],
  ['{% if x %}Yes', ['{% if x %}']],
  ['TODO: ask; until TBD. XXX', ['TODO', 'TBD', 'XXX']],
  ['Lorem ipsum dolor', ['Lorem ipsum']],
  ['Todo lo demás funciona; TODOS también', []],
  ['Send `{{ id }}` as it stands', []],
])('in %j, the placeholders are %j', (text, left) => expect(placeholdersIn(text)).toEqual(left));
