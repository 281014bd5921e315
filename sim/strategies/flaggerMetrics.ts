// Flagger's metrics: measured one after the other at a tick, until one fails. No data fails, and so does a provider that does not
// answer. Latency is read in whole milliseconds, rounded down.
import { startAnalysis, type Gate } from "../judges/analysis.ts";
import type { CheckConfig } from "../judges/check.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Checked } from "./flaggerTick.ts";
import type { Actions } from "./types.ts";

/** A metric's `interval` when none is given: how far back it looks, whatever the tick's interval is. */
const WINDOW: Seconds = 60;

/** Of a check only what Flagger has: it is measured once a tick, and whatever is no pass is a failed check. */
export function asMetric(check: CheckConfig): CheckConfig {
  return {
    ...check,
    window: check.window ?? WINDOW,
    delay: 0,
    count: 1,
    failureLimit: 0,
    inconclusiveLimit: 0,
    consecutiveErrorLimit: 0,
    consecutiveSuccessLimit: null,
  };
}

export function metricChecks(gates: readonly Gate[]) {
  return (monitor: Monitor, act: Actions): Checked => {
    const seen = inMilliseconds(monitor);
    for (const gate of gates) {
      const analysis = startAnalysis([gate], monitor.now);
      analysis.measure(seen, act);
      if (analysis.verdict === undefined) return "notEnough";
      if (analysis.verdict !== "successful") return { failed: analysis.reason };
    }
    return "passed";
  };
}

/** What Flagger makes of a latency: `time.Duration(int64(value)) * time.Millisecond`. */
function inMilliseconds(monitor: Monitor): Monitor {
  return {
    get now() {
      return monitor.now;
    },
    get down() {
      return monitor.down;
    },
    window(target, length, lag) {
      const window = monitor.window(target, length, lag);
      const latency = (q: number) => {
        const seconds = window.latency(q);
        return seconds === undefined ? undefined : Math.floor(seconds * 1000 + 1e-9) / 1000;
      };
      return { ...window, latency };
    },
    pieces: (target, window, step, lag) => monitor.pieces(target, window, step, lag),
    total: (target) => monitor.total(target),
    pods: (version) => monitor.pods(version),
  };
}
