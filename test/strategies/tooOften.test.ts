// Whatever repeats is bounded by the length of the run, and says so as every other problem does.
import { expect, test } from "vitest";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { play } from "../contract/stage.ts";

const WEEK = 7 * 86400;
const check = (every: string) => ({ metric: "errorRate", max: "1%", every });

function messages(
  entry: { type: string; [parameter: string]: unknown },
  duration = WEEK,
): string[] {
  try {
    play(entry, { duration, rate: 0 });
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const LEAST = "expected at least 7s (at most 100,000 times in a run of 7d), got";

test.each([
  [{ type: "canary", checks: [check("1s")] }, [`strategies: canary: checks[0].every: ${LEAST} 1s`]],
  [
    {
      type: "canary",
      steps: [{ pause: "1m" }, { analysis: { checks: [check("2s")] } }],
      analysis: [{ checks: [check("1m"), check("3s")] }],
    },
    [
      `strategies: canary: analysis[0].checks[1].every: ${LEAST} 3s`,
      `strategies: canary: steps[1].analysis.checks[0].every: ${LEAST} 2s`,
    ],
  ],
  [{ type: "linear", checks: [check("1s")] }, [`strategies: linear: checks[0].every: ${LEAST} 1s`]],
  [
    { type: "rolling", checks: [check("1s")] },
    [`strategies: rolling: checks[0].every: ${LEAST} 1s`],
  ],
  [
    { type: "blueGreen", checks: [check("1s")], previewChecks: [check("5s")] },
    [
      `strategies: blueGreen: previewChecks[0].every: ${LEAST} 5s`,
      `strategies: blueGreen: checks[0].every: ${LEAST} 1s`,
    ],
  ],
  [{ type: "abTest", every: "1s" }, [`strategies: abTest: every: ${LEAST} 1s`]],
  [
    { type: "bandit", update: { every: "1s" }, stop: { every: "2s" } },
    [
      `strategies: bandit: update.every: ${LEAST} 1s`,
      `strategies: bandit: stop.every: ${LEAST} 2s`,
    ],
  ],
  [{ type: "shadow", checks: [check("1s")] }, [`strategies: shadow: checks[0].every: ${LEAST} 1s`]],
])("%j", (entry, problems) => {
  expect(messages(entry)).toEqual(problems);
});

test("many checks are bounded together", () => {
  const checks = Array.from({ length: 5 }, (_, i) => ({ ...check("10s"), name: `c${i}` }));
  expect(messages({ type: "canary", checks })).toEqual([
    "strategies: canary: expected checks that measure at most 300,000 times in all, got 302,400",
  ]);
  expect(messages({ type: "canary", checks: checks.map((one) => ({ ...one, count: 9 })) })).toEqual(
    [],
  );
});

test("ticks and alarms are bounded in longer runs: neither is ever closer than 10 s", () => {
  const long = 20 * 86_400;
  const least = "expected at least 18s (at most 100,000 times in a run of 20d), got 10s";
  const alarms = [
    { metric: "errorRate", max: "1%" },
    { metric: "errorRate", max: "1%", period: "10s" },
  ];
  expect(messages({ type: "flagger", interval: "1s" }, long)).toEqual([
    `strategies: flagger: interval: ${least}`,
  ]);
  for (const type of ["codeDeploy", "sageMaker"])
    expect(messages({ type, alarms }, long)).toEqual([
      `strategies: ${type}: alarms[1].period: ${least}`,
    ]);
  const metrics = Array.from({ length: 4 }, (_, i) => ({ ...check("1s"), name: `c${i}` }));
  expect(messages({ type: "flagger", interval: "20s", metrics }, long)).toEqual([
    "strategies: flagger: expected checks that measure at most 300,000 times in all, got 345,600",
  ]);
});

test("load generators are bounded together, before they send anything", () => {
  const load = (rate: string) => ({ type: "load", rate });
  const webhooks = [load("200000/s"), load("100000/s")];
  expect(messages({ type: "flagger", webhooks }, 3600)).toEqual([
    "strategies: flagger: webhooks: expected at most 1,000,000,000 requests of load generators in 1h, got some 1,080,000,000",
  ]);
  expect(messages({ type: "flagger", at: "10m", metrics: [], webhooks }, 3600)).toEqual([]);
});

test("what is not too often runs", () => {
  expect(messages({ type: "canary", checks: [check("7s")] })).toEqual([]);
  expect(messages({ type: "canary", checks: [check("1s")] }, 86_400)).toEqual([]);
});
