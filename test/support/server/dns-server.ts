import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';

/** Addresses by name, or what is answered the next time. Other names have no record. */
export type Zone = (name: string, family: 4 | 6) => string[] | undefined;

/** A real DNS server on loopback, over UDP. */
export async function startDns(zone: Zone): Promise<{ server: string; close: () => void }> {
  const udp = createSocket('udp4');
  udp.on('message', (query, { port, address }) => udp.send(replyTo(query, zone), port, address));
  await new Promise<void>((done) => udp.bind(0, '127.0.0.1', done));
  return { server: `127.0.0.1:${udp.address().port}`, close: () => udp.close() };
}

/** A DNS message with the records of the name in the query. */
function replyTo(query: Buffer, zone: Zone): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const question = query.subarray(12, at + 5);
  const type = query.readUInt16BE(at + 1);
  const family = type === 1 ? 4 : 6;
  const known = zone(labels.join('.'), family);
  const found = (known ?? []).filter((one) => isIP(one) === family);
  const records = found.map((one) => {
    const data = isIP(one) === 4 ? one.split('.').map(Number) : v6(one);
    return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length, ...data]);
  });
  const head = Buffer.from([0, 0, 0x81, known ? 0x80 : 0x83, 0, 1, 0, found.length, 0, 0, 0, 0]);
  query.copy(head, 0, 0, 2);
  return Buffer.concat([head, question, ...records]);
}

const v6 = (address: string): number[] => {
  const [before = '', after = ''] = address.split('::');
  const groups = (text: string) =>
    text ? text.split(':').map((one) => Number.parseInt(one, 16)) : [];
  const [first, last] = [groups(before), groups(after)];
  const all = [...first, ...Array(8 - first.length - last.length).fill(0), ...last];
  return all.flatMap((group: number) => [group >> 8, group & 255]);
};
