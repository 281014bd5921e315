// Runs of the fixture's strategies that know something: a bandit its beliefs, an A/B test its statistic too, a canary what its judge
// computed at each check. By formula, the same every time.
import type { BeliefSeries, EvidenceSeries, RunSummary } from "../../sim/results/types.ts";
import { comparison } from "./fixture.ts";

const runOf = (id: string): RunSummary => comparison.runs.find(({ strategy }) => strategy === id)!;
const bins = runOf("thompson").series!.at.length;

/** Nothing in the first bin; then surer by the root of the bin's number. */
function belief(rate: number, width: number, best: number): BeliefSeries {
  const each = (make: (n: number) => number): (number | null)[] =>
    Array.from({ length: bins }, (_, i) => (i === 0 ? null : make(i)));
  return {
    mean: each((n) => rate + (0.5 - rate) / (1 + n) ** 3),
    low: each((n) => Math.max(0, rate - width / Math.sqrt(n))),
    high: each((n) => Math.min(1, rate + width / Math.sqrt(n))),
    best: each((n) => 0.5 + (best - 0.5) * (1 - 1 / n)),
  };
}

const beliefs = { stable: belief(0.995, 0.002, 1), candidate: belief(0.97, 0.1, 0) };

function knowing(id: string, evidence: EvidenceSeries): RunSummary {
  const run = runOf(id);
  return { ...run, series: { ...run.series!, evidence } };
}

export const thompson = knowing("thompson", { beliefs, tests: {} });

export const abTest = knowing("abTest", {
  beliefs,
  tests: {
    goal: {
      statistic: "z",
      value: beliefs.stable.mean.map((_, i) => (i < 10 ? null : -0.1 * i)),
      lower: beliefs.stable.mean.map((_, i) => (i < 10 ? null : -2 - 60 / i)),
      upper: beliefs.stable.mean.map((_, i) => (i < 10 ? null : 2 + 60 / i)),
    },
    "sample ratio": {
      statistic: "ln e-value",
      value: beliefs.stable.mean.map(() => -4.2),
      lower: beliefs.stable.mean.map(() => null),
      upper: beliefs.stable.mean.map(() => 6.91),
    },
    "not looked at": {
      statistic: "z",
      value: beliefs.stable.mean.map(() => null),
      lower: beliefs.stable.mean.map(() => null),
      upper: beliefs.stable.mean.map(() => null),
    },
  },
});

const canary = runOf("canary");

/** Its checks, judged by evidence that grows until it decides. */
export const judged: RunSummary = {
  ...canary,
  decisions: canary.decisions.map((decision, i) => {
    if (decision.measure === undefined || decision.measure.verdict === "error") return decision;
    const standing = { statistic: "ln e-value", value: i - 2, lower: null, upper: 4.6 };
    return { ...decision, measure: { ...decision.measure, standing } };
  }),
};
