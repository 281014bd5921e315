// An A/B experiment through the whole engine, over and over with other seeds: what the tests of an experiment promise is a
// frequency.
import { parseScenario } from "../../sim/parse.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { simulate } from "../../sim/simulate.ts";

export interface World {
  /** Success rates of stable and the candidate. */
  readonly rates: readonly [number, number];
  /** Requests, some. */
  readonly requests: number;
  /** Scrapes, each of which is a look. */
  readonly looks: number;
  /** Written into the scenario beside all this. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const RATE = 10;

/** One run a seed, from 1 on. */
export function rehearsed(
  abTest: Readonly<Record<string, unknown>>,
  { rates, requests, looks, more }: World,
  seeds: number,
): RunSummary[] {
  const duration = requests / RATE;
  const scenario = parseScenario({
    duration,
    traffic: { rate: RATE, users: 50 },
    monitor: { scrape: duration / looks, window: duration / looks },
    versions: [
      { id: "stable", latency: { constant: 0 }, errorRate: 1 - rates[0] },
      { id: "candidate", latency: { constant: 0 }, errorRate: 1 - rates[1] },
    ],
    strategies: [{ type: "abTest", assign: "request", every: duration / looks, ...abTest }],
    ...more,
  });
  return Array.from({ length: seeds }, (_, i) => simulate(scenario, "abTest", i + 1));
}

/** The shares of runs that found a difference, either way, and that found none. */
export function shares(runs: readonly RunSummary[]) {
  const share = (is: (run: RunSummary) => boolean) => runs.filter(is).length / runs.length;
  const last = ({ decisions }: RunSummary) => decisions.at(-1)?.reason ?? "";
  const better = share(({ outcome }) => outcome === "promoted");
  const worse = share((run) => last(run).startsWith("worse"));
  return { better, worse, different: better + worse };
}

/** Four standard errors of a share p seen in n runs. */
export function fourErrors(p: number, n: number): number {
  return 4 * Math.sqrt((p * (1 - p)) / n);
}
