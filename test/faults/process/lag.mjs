// Loaded before the server: writes how late its event loop is, ms, where LAG_FILE says.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env.LAG_FILE;
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
if (file && isMainThread)
  setInterval(() => {
    // Counted from when it had started: what is measured is the work, not the loading.
    if (process.uptime() < 5) delay.reset();
    else writeFileSync(`${file}.${process.pid}`, `${delay.percentile(99) / 1e6 - 10}`);
  }, 500).unref();
