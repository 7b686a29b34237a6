import { inTexts, type Rule, spansOf } from './rule.ts';

const traced = new RegExp(
  [
    String.raw`^[ \t]*at [^\n()]{1,120}\([^\n()]{1,160}:\d+(?::\d+)?\)`,
    String.raw`\bTraceback \(most recent call last\)`,
    String.raw`\bFile "[^"\n]{1,200}", line \d+`,
    String.raw`(?<![\w.])(?:[a-z_]\w{0,40}\.){1,8}[A-Z]\w{0,60}(?:Exception|Error)\b`,
    String.raw`\b[A-Z][a-z]+(?:[A-Z][a-z]+)*Exception\b`,
    String.raw`\b(?:Type|Reference|Syntax|Range|Key|Value|Attribute|Index|Runtime|Import|Name|Assertion|Connection|NoMethod|OutOfMemory|StackOverflow|ZeroDivision)Error\b`,
    String.raw`\bpanic: |\bgoroutine \d+ \[`,
    String.raw`\b(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EPIPE|ENOSPC|EADDRINUSE|SIGSEGV|SIGKILL|SIGTERM|OOMKilled|CrashLoopBackOff)\b`,
    String.raw`\b[sS]egmentation fault\b|\bsegfault\w*|\bcore dumped\b`,
    String.raw`\bSQLSTATE\b|\bORA-\d{5}\b`,
    String.raw`(?<![\w./-])[\w./-]{1,160}\.(?:py|rb|jsx?|tsx?|java|go|php|cs|cpp|rs|kt|scala|ex):\d+\b`,
    String.raw`\b0x[0-9a-fA-F]{8,16}\b`,
  ].join('|'),
  'gm',
);

export const trace: Rule = {
  id: 'stack-trace',
  name: 'Raw error messages',
  level: 'stop',
  sentence: 'Raw error message. Describe what customers see instead.',
  examples: {
    caught: 'Checkout fails with NullPointerException.',
    fine: 'Checkout shows “try again later”.',
  },
  find: inTexts((text) => spansOf(traced, text)),
};
