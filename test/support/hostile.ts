/** What a stranger could type into any field. None of it may ever be more than text. */
export const HOSTILE =
  '"><script>alert(1)</script><img src=x onerror=alert(2)>\u0007]]><!-- {{7*7}} \'&amp; & ';

/** As XML can hold it: without the control character. */
export const HOSTILE_IN_XML = HOSTILE.replace('\u0007', '');

/** Strings of the kinds that break pages, mails and headers. */
export const hostile: string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '"><iframe srcdoc="<script>alert(1)</script>">',
  '\'"></title></style></textarea><script>alert(1)</script>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt&#58;alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '![beacon](https://evil.example/p.gif)',
  '[a](https://ok.example "onmouseover=alert(1)")',
  '<style>@import url(//evil.example)</style>',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  ']]><script>alert(1)</script>',
  '{{ constructor }} <%= 1 %> %s',
  'Payments\r\nBcc: everyone@example.com',
  'Payments\nBcc: everyone@example.com',
  'Payments\rX-Injected: 1',
  'a\u2028b\u2029c',
  '\r\n.\r\nMAIL FROM:<x@example.com>',
  '=?utf-8?B?SGVsbG8=?=',
  'a\u0000b\u0007c\u001bd',
  '\u202Egnp.exe',
  'emoji 👩‍👩‍👧 and Zalgo ḣ̶̛e̵',
  '<!channel> <@U1> <http://x|label>',
];

const controls = [...Array(32).keys()].filter((code) => ![9, 10, 13].includes(code));
const unheld = new Set(controls.map((code) => String.fromCharCode(code)));

/** As XML and calendars can hold it: without most control characters. */
export const held = (text: string): string =>
  [...text].filter((character) => !unheld.has(character)).join('');
