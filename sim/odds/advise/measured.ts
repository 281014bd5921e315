// What the metrics of a check would show of a version, without chance.
import { lookUp, tabulate } from "../../random/quantile.ts";
import { trueFigures } from "../../results/badCandidate.ts";
import type { Scenario, Seconds, Share } from "../../scenario/types.ts";

export interface Measured {
  readonly errorRate: Share;
  readonly successRate: Share;
  readonly reward: Share;
  readonly latencyP50: Seconds;
  readonly latencyP90: Seconds;
  readonly latencyP95: Seconds;
  readonly latencyP99: Seconds;
}

/** Rates and the last percentile are means over the requests of the run; the other percentiles those the version starts with. */
export function measured(scenario: Scenario, version: number): Measured {
  const [{ errorRate, reward, latencyP99 }] = trueFigures(scenario, [version]) as [
    ReturnType<typeof trueFigures>[number],
  ];
  const table = tabulate(scenario.versions[version]!.latency);
  const at = (q: number): Seconds => lookUp(table, 0, Math.round(q * 4294967296) | 0);
  return {
    errorRate: tidy(errorRate),
    successRate: tidy(1 - errorRate),
    reward: tidy(reward),
    latencyP50: at(0.5),
    latencyP90: at(0.9),
    latencyP95: at(0.95),
    latencyP99: tidy(latencyP99),
  };
}

/** Figure by figure. */
export function meanMeasured(all: readonly Measured[]): Measured {
  const mean = (figure: keyof Measured) =>
    tidy(all.reduce((sum, one) => sum + one[figure], 0) / all.length);
  return {
    errorRate: mean("errorRate"),
    successRate: mean("successRate"),
    reward: mean("reward"),
    latencyP50: mean("latencyP50"),
    latencyP90: mean("latencyP90"),
    latencyP95: mean("latencyP95"),
    latencyP99: mean("latencyP99"),
  };
}

/** Means of equal rates differ in their last digits. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
