/** `node .ci/counts.ts FOLDER`: adds up the suites' JSON reports; names each failed test again, where it is found at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

const folder = process.argv[2] ?? '.';
const reports = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Report,
);
const total = (count: 'numPassedTests' | 'numFailedTests' | 'numPendingTests') =>
  reports.reduce((sum, report) => sum + report[count], 0);

let outside = 0; // files that failed before or after their tests
for (const file of reports.flatMap((report) => report.testResults)) {
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  for (const test of failed) {
    console.log(`\nFAILED ${file.name} > ${test.fullName}\n${test.failureMessages.join('\n')}`);
  }
  if (file.status === 'failed' && failed.length === 0) {
    outside++;
    console.log(`\nFAILED ${file.name}\n${file.message}`);
  }
}
const skipped = total('numPendingTests');
console.log(
  `${total('numPassedTests')} passed, ${total('numFailedTests') + outside} failed${skipped ? `, ${skipped} skipped` : ''}`,
);
