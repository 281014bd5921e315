// Flagger's metrics: measured one after the other at a tick, until one fails. No data fails, and so does a provider that does not
// answer. Its p99 is read in whole milliseconds, rounded down.
import type { Gate } from "../judges/analysis.ts";
import type { CheckConfig } from "../judges/check.ts";
import { startMeasuring, type Measuring } from "../judges/measuring.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Checked } from "./flaggerTick.ts";
import type { Actions } from "./types.ts";

/** A metric's `interval` when none is given: how far back it looks, whatever the tick's interval is. */
const WINDOW: Seconds = 60;

export function withWindow(check: CheckConfig): CheckConfig {
  return { ...check, window: check.window ?? WINDOW };
}

/** @returns to be called at each tick, from the first that checks metrics on */
export function metricChecks(gates: readonly Gate[]) {
  let running: readonly { check: CheckConfig; measuring: Measuring }[] | undefined;
  return (monitor: Monitor, act: Actions): Checked => {
    running ??= gates.map((gate) => ({ check: gate.check, measuring: begin(gate) }));
    for (const { check, measuring } of running) {
      const seen = check.metric === "latencyP99" ? inMilliseconds(monitor) : monitor;
      const measurement = measuring.take(seen, act);
      const { outcome } = measurement;
      if (check.dryRun || outcome === "pass") continue;
      if (outcome !== "fail" && outcome !== "error") return "undecided";
      return { failed: measurement.reason };
    }
    return "passed";
  };
}

/** A query that answers where there is nothing to count (`or vector(0)`) may pass without data; no other does. */
function begin(gate: Gate): Measuring {
  return startMeasuring(gate, gate.check.noData === "pass" ? undefined : "fail");
}

/** As it is now, with what Flagger makes of its request-duration, the p99: `time.Duration(int64(value)) * time.Millisecond`. */
function inMilliseconds(monitor: Monitor): Monitor {
  return {
    now: monitor.now,
    down: monitor.down,
    window(target, length, lag) {
      const window = monitor.window(target, length, lag);
      const latency = (q: number) => {
        const seconds = window.latency(q);
        return seconds === undefined ? undefined : Math.floor(seconds * 1000 + 1e-9) / 1000;
      };
      return { ...window, latency };
    },
    pieces: (target, window, step, lag) => monitor.pieces(target, window, step, lag),
    total: (target, lag) => monitor.total(target, lag),
    exposures: (version) => monitor.exposures(version),
    pods: (version) => monitor.pods(version),
  };
}
