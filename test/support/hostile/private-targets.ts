/** Hosts that mean this machine or a private network, in every spelling. Some are names. */
export const privateHostsInUrls: string[] = [
  // Loopback: decimal, octal, hexadecimal, short, zero, with a trailing dot, and all mixed.
  ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '017700000001', '0177.0.0.1'],
  ...['0x7f.0.0.1', '0x7f.1', '0177.1', '127.0.0.1.', '127.255.255.254', '0x7F.0x0.0x0.0x1'],
  ...['0', '0.0.0.0', '0x0', '00.00.00.00', '0.0.0.1', '0.1.2.3'],
  ...['１２７.０.０.１', '①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1', '127%2e0.0.1'],
  // Networks of organizations, of providers and of the link.
  ...['10.0.0.1', '10.255.255.255', '0xa000001', '012.0.0.1', '172.16.0.1', '172.31.255.254'],
  ...['0xac.0x10.1', '192.168.0.1', '192.168.1', '3232235521', '0300.0250.0.1'],
  ...['169.254.169.254', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.0.1'],
  ...['100.64.0.1', '100.127.255.254', '0x64400001', '192.0.0.1', '192.0.2.1', '192.88.99.1'],
  ...['198.18.0.1', '198.19.255.254', '198.51.100.1', '203.0.113.7', '224.0.0.1', '239.1.2.3'],
  ...['240.0.0.1', '255.255.255.255', '4294967295', '192.31.196.1', '192.52.193.1', '192.175.48.1'],
  // IPv6: loopback, unspecified, mapped, compatible, translated, tunnels, local and reserved.
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::]', '[0:0::0]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::FFFF:10.0.0.1]'],
  ...[
    '[::ffff:169.254.169.254]',
    '[::ffff:8.8.8.8]',
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[::10.0.0.1]',
  ],
  ...['[::ffff:0:127.0.0.1]', '[::ffff:0:7f00:1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]'],
  ...['[64:ff9b::10.0.0.1]', '[64:ff9b:1::7f00:1]', '[64:ff9b::a9fe:a9fe]', '[2002:7f00:1::]'],
  ...['[2002:7f00:0001::1]', '[2002:a00:1::1]', '[2002:c0a8:1::1]', '[2001::7f00:1]'],
  ...['[2001:0:4136:e378:8000:63bf:80ff:fffe]', '[2001:db8::1]', '[3fff::1]', '[2001:2::1]'],
  ...['[2001:10::1]', '[2001:20::1]', '[fc00::1]', '[fd00::1]', '[fd00:ec2::254]', '[fdff::1]'],
  ...[
    '[fe80::1]',
    '[fe80::7f00:1]',
    '[feaf::1]',
    '[febf::1]',
    '[fec0::1]',
    '[feff::1]',
    '[ff02::1]',
  ],
  ...[
    '[ff05::2]',
    '[100::1]',
    '[5f00::1]',
    '[2600:1f00::5efe:7f00:1]',
    '[2600:1f00::200:5efe:7f00:1]',
  ],
  // Names that never leave a network or a machine.
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'localhost.localdomain',
    'ip6-localhost',
  ],
  ...['metadata', 'metadata.google.internal', 'METADATA.google.internal.', 'instance-data'],
  ...['kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', 'router.lan', 'nas.local'],
  ...[
    'git.corp',
    'wiki.intranet',
    'db.private',
    'printer.home',
    'box.home.arpa',
    'redis',
    'ｌocalhost',
  ],
];

/** URLs of the right host that name something else than a web server, or carry a second host. */
export const otherTargets: string[] = [
  ...[22, 25, 6379, 3306, 5432, 11211, 110, 465, 2375, 9200].map(
    (n) => `https://example.com:${n}/`,
  ),
  'https://example.com@127.0.0.1/',
  'https://127.0.0.1@example.com/',
  'https://user:password@example.com/',
  'https://example.com\\@127.0.0.1/',
  'https://127.0.0.1\t/',
  'https://example.com\n.evil.example/',
  'http://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_INFO',
  'javascript:alert(1)',
  'data:text/plain,x',
  '//example.com/',
  'https:///',
  'https://',
  '',
  'not an address',
  `https://example.com/${'a'.repeat(3000)}`,
];

/** Names whose DNS answers lead to a private network, alone or beside a public address. */
export const hostileNames: Record<string, string[]> = {
  'loopback.hostile.example': ['127.0.0.1'],
  'loopback6.hostile.example': ['::1'],
  'mapped.hostile.example': ['::ffff:127.0.0.1'],
  'zero.hostile.example': ['0.0.0.0'],
  'metadata.hostile.example': ['169.254.169.254'],
  'mixed.hostile.example': ['8.8.8.8', '127.0.0.1'],
  'mixed6.hostile.example': ['8.8.8.8', '::1'],
  'private.hostile.example': ['10.0.0.1'],
  'link.hostile.example': ['fe80::1'],
  'local.hostile.example': ['fd00::1'],
};
