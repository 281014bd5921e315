// The judge that is told what to say, in whole runs: what its answers do is the check's own counting.
import { expect, it } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";

const scenario = (check: object) =>
  parseScenario({
    duration: "20m",
    traffic: { rate: "5/s" },
    versions: [{ id: "stable" }, { id: "candidate" }],
    strategies: [{ type: "canary", steps: [{ setWeight: 10 }, { pause: "10m" }], checks: [check] }],
  });

it.each([
  ["pass", "promoted", 600],
  ["fail", "rolledBack", 0],
  ["inconclusive", "paused", null],
])("%s: the rollout is %s", (verdict, outcome, decidedAtSeconds) => {
  const run = simulate(scenario({ name: "web", judge: { type: "given", verdict } }), "canary");
  expect(run).toMatchObject({ outcome, decidedAtSeconds });
});

it("no answer is what the check makes of no data: five errors, ten seconds apart, end it", () => {
  const check = { judge: { type: "given", verdict: "noData" }, every: "5m" };
  expect(simulate(scenario(check), "canary")).toMatchObject({
    outcome: "rolledBack",
    decidedAtSeconds: 40,
  });
  expect(simulate(scenario({ ...check, noData: "pass" }), "canary").outcome).toBe("promoted");
});

it("passes when nothing is said", () => {
  expect(simulate(scenario({ judge: "given" }), "canary").outcome).toBe("promoted");
});

it("has no metric and no limits", () => {
  expect(() => scenario({ judge: "given", metric: "errorRate", max: "1%" })).toThrow(
    /metric: expected none.*\n.*max: expected none/,
  );
});
