import { describe, expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { evaluateExpectations } from "../../sim/results/expectations.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { runOf } from "./run.ts";

function evaluate(expectation: object, run: RunSummary) {
  const scenario = parseScenario({
    name: "x",
    duration: "1h",
    traffic: { rate: 1 },
    versions: [{ id: "v1" }, { id: "v2" }],
    strategies: [{ type: "canary" }],
    expect: [{ strategy: "canary", ...expectation }],
  });
  return evaluateExpectations(scenario, [run])[0]!;
}

const promoted = runOf({ outcome: "promoted", decidedAtSeconds: 900, version: "v2" });

describe("one sentence each", () => {
  const unmet: [expectation: object, sentence: string][] = [
    [{ outcome: "rolledBack" }, "canary: expected outcome rolledBack, got promoted at 15m"],
    [{ version: "v1" }, "canary: expected version v1, got version v2"],
    [{ before: "15m" }, "canary: expected decided before 15m, got promoted at 15m"],
    [{ after: "15m" }, "canary: expected decided after 15m, got promoted at 15m"],
    [{ metric: "errorRate", max: 0.02 }, "canary: expected errorRate <= 2%, got errorRate 2.1%"],
    [{ metric: "regret", min: 13 }, "canary: expected regret >= 13, got regret 12.5"],
    [
      { metric: "latencyP99Ms", max: 500 },
      "canary: expected latencyP99Ms <= 500, got no latencyP99Ms",
    ],
    [
      { outcome: "rolledBack", version: "v2", before: "1h" },
      "canary: expected outcome rolledBack, got promoted at 15m; met: version v2",
    ],
    [
      { outcome: "rolledBack", version: "v1" },
      "canary: expected outcome rolledBack, got promoted at 15m; expected version v1, got version v2",
    ],
  ];
  test.each(unmet)("%j is unmet", (expectation, sentence) => {
    expect(evaluate(expectation, promoted)).toMatchObject({ met: false, sentence });
  });

  const met: [expectation: object, sentence: string][] = [
    [{ outcome: "promoted", before: 901, after: 899 }, "canary: promoted at 15m"],
    [{ version: "v2" }, "canary: version v2"],
    [{ outcome: "promoted", version: "v2" }, "canary: promoted at 15m; version v2"],
    [{ metric: "harmedRequests", min: 9, max: 9 }, "canary: harmedRequests 9"],
    [{ metric: "decidedAtSeconds", max: 900 }, "canary: decidedAtSeconds 15m"],
  ];
  test.each(met)("%j is met", (expectation, sentence) => {
    expect(evaluate(expectation, promoted)).toMatchObject({ met: true, sentence });
  });
});

test("nothing decided is neither before nor after anything", () => {
  for (const expectation of [{ before: "1h" }, { after: 0 }])
    expect(evaluate(expectation, runOf())).toMatchObject({ met: false });
  expect(evaluate({ before: "1h" }, runOf()).sentence).toBe(
    "canary: expected decided before 1h, got running",
  );
});

test("a paused run was decided when it paused for good", () => {
  const decisions = [60, 120].map((at) => ({ at, kind: "pause", reason: "" }) as const);
  const run = runOf({ outcome: "paused", decisions });
  expect(evaluate({ outcome: "paused", before: "2m" }, run)).toMatchObject({ met: false });
  expect(evaluate({ outcome: "paused", before: "3m", after: "1m" }, run)).toMatchObject({
    met: true,
    sentence: "canary: paused at 2m",
  });
});

test("a figure has no digits that only the arithmetic put there", () => {
  const run = runOf({ outcome: "promoted", regret: 4.075000000000004, requests: 1_234_567 });
  expect(evaluate({ metric: "regret", max: 5 }, run).sentence).toBe("canary: regret 4.075");
  expect(evaluate({ metric: "requests", min: 0 }, run).sentence).toBe("canary: requests 1234567");
});

test("its name says what was expected", () => {
  const { name } = evaluate({ outcome: "promoted", before: "20m" }, promoted);
  expect(name).toBe("canary: outcome promoted, decided before 20m");
});

test("a strategy that was not run is our mistake", () => {
  expect(() => evaluate({ outcome: "promoted" }, runOf({ strategy: "other" }))).toThrow(
    "was not run",
  );
});
