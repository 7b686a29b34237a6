import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readScenario } from '../../../templates/drill/read.ts';

/** Shared code reads no files: the scenarios of drills are stored as JSON beside their YAML. */
const folder = new URL('../../../templates/drill/', import.meta.url);

export function scenariosAsJson(): string {
  const files = readdirSync(new URL('scenarios/', folder)).filter((name) => name.endsWith('.yaml'));
  const read = files.map((name) => {
    const found = readScenario(readFileSync(new URL(`scenarios/${name}`, folder), 'utf8'));
    if ('fault' in found) throw new Error(`${name}: ${found.fault}`);
    return [name.replace('.yaml', ''), found.scenario] as const;
  });
  // The easiest, which has the fewest steps, comes first.
  read.sort((a, b) => a[1].steps.length - b[1].steps.length || (a[0] < b[0] ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(read), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(new URL('scenarios.json', folder), scenariosAsJson());
