import { expect, test } from "vitest";
import { compare } from "../../sim/simulate.ts";
import { parseScenario } from "../../sim/parse.ts";
import { transcript } from "../../sim/results/transcript.ts";
import { checked, runOf } from "./run.ts";

const scenario = parseScenario({
  name: "x",
  duration: "30m",
  traffic: { rate: 20 },
  versions: [{ id: "v1" }, { id: "v2", errorRate: 0.1 }],
  strategies: [
    { type: "canary", checks: [{ metric: "errorRate", max: "1%" }] },
    { type: "linear", id: "steady", every: "10s", step: 0.01 },
  ],
});

test("decisions with times and reasons, passing checks summed up, and what it came to", () => {
  const run = runOf({
    outcome: "rolledBack",
    decidedAtSeconds: 380,
    decisions: [
      { at: 0, kind: "start", reason: "v1 serves all traffic" },
      { at: 60, kind: "weight", reason: "5% of the traffic to v2" },
      checked(120, 0.004),
      checked(180, 0.0085),
      checked(240, 0.01),
      checked(320, 0.02),
      checked(350, null),
      checked(380, 0.05),
      { at: 380, kind: "rollback", reason: "error rate 5% > 1% for the 2nd check" },
    ],
  });
  expect(transcript(run, scenario)).toBe(
    `canary: rolled back at 6m 20s, v1 serves
      0s  start          v1 serves all traffic
      1m  weight         5% of the traffic to v2
      2m  check passed   3 passed until 4m: errors 0.4% to 1%
  5m 20s  check failed   error rate 0.02 against 0.01
  5m 50s  check no data  error rate null against 0.01
  6m 20s  check failed   error rate 0.05 against 0.01
  6m 20s  rollback       error rate 5% > 1% for the 2nd check
     30m  end            1,000 requests, 445 of them to candidates; 21 errors (2.1%), 9 requests of 8 users
                         harmed, regret 12.5 successes
`,
  );
});

test("one passing check keeps its own reason; another type is named", () => {
  const run = runOf({ strategy: "mine", outcome: "running", decisions: [checked(60, 0.004)] });
  const [head, line] = transcript(run, scenario).split("\n");
  expect(head).toBe("mine (canary): running, v1 serves");
  expect(line).toBe("      1m  check passed  error rate 0.004 against 0.01");
});

test("passing checks against stable are summed up with stable's figures", () => {
  const relative = (at: number, value: number, against: number) => {
    const decision = checked(at, value, 0.1);
    return { ...decision, measure: { ...decision.measure!, against } };
  };
  const decisions = [relative(60, 0.004, 0.005), relative(120, 0.06, 0.0625)];
  expect(transcript(runOf({ decisions }), scenario)).toContain(
    "2 passed until 2m: errors 0.4% to 6% against stable's 0.5% to 6.25%",
  );
});

test("a long log keeps its beginning and its end, and says how much is left out", () => {
  const decisions = Array.from({ length: 1000 }, (_, at) => ({
    at,
    kind: "note" as const,
    reason: `number ${at}`,
  }));
  const lines = transcript(runOf({ decisions }), scenario).trimEnd().split("\n");
  expect(lines.length).toBeLessThan(90);
  const told = lines.flatMap((line) => /number (\d+)/.exec(line)?.[1] ?? []).map(Number);
  const left = Number(/(\d+) more of these/.exec(lines.join("\n"))![1]);
  expect(told.length + left).toBe(1000);
  expect([told[0], told.at(-1)]).toEqual([0, 999]);
});

test("real runs: the same text every time, no line too wide", () => {
  const [canary, steady] = compare(scenario).runs.map((run) => transcript(run, scenario));
  expect(compare(scenario).runs.map((run) => transcript(run, scenario))).toEqual([canary, steady]);
  expect(canary).toMatch(/^canary: rolled back at /);
  for (const line of `${canary}${steady}`.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
});

test("checks that are not yet sure are summed up, with what the last one said", () => {
  const unsure = (at: number, value: number) => {
    const decision = checked(at, value);
    return {
      ...decision,
      reason: `not yet sure of ${value}`,
      measure: { ...decision.measure!, verdict: "inconclusive" as const },
    };
  };
  const decisions = [unsure(60, 0.1), unsure(120, 0.2), unsure(180, 0.3), checked(240, 0.05)];
  const lines = transcript(runOf({ decisions }), scenario).split("\n");
  expect(lines[1]).toBe("      1m  check unsure  3 until 3m, the last: not yet sure of 0.3");
  expect(lines[2]).toContain("4m  check failed");

  // beside one that passes: a row each, until one of them changes its mind
  const named = (decision: ReturnType<typeof unsure>, name: string) => ({
    ...decision,
    measure: { ...decision.measure, name },
  });
  const passing = (at: number, name: string) => {
    const { measure, ...decision } = checked(at, 0.01);
    return { ...decision, measure: { ...measure!, name, verdict: "pass" as const } };
  };
  const beside = [60, 120, 180].flatMap((at) => [
    named(unsure(at, 0.1), "a"),
    passing(at, "b"),
    passing(at, "c"),
  ]);
  const told = transcript(
    runOf({ decisions: [...beside, named(unsure(240, 0.2), "b")] }),
    scenario,
  ).split("\n");
  expect(told.slice(1, 4)).toEqual([
    "      1m  check unsure  3 until 3m, the last: not yet sure of 0.1",
    expect.stringMatching(/^ {6}1m {2}check passed {2}6 passed until 3m: b 1%, c 1%$/),
    "      4m  check unsure  not yet sure of 0.2",
  ]);
});
