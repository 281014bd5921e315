// A request's draws: one lane each, none disturbing another, whatever else a scenario says.
import { describe, expect, test, vi } from "vitest";
import { compare } from "../../sim/simulate.ts";
import { BLOCK, Fates } from "../../sim/world/fates.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import { scenarioOf, watchedOne, withScript, type Fate } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const stable = { id: "stable", errorRate: 0.1, latency: { p50: 0.2, p99: 1 }, reward: 0.3 };
const candidate = { id: "candidate", errorRate: 0.2, reward: 0.5 };
const base = { duration: 500, traffic: { rate: 20 }, versions: [stable, candidate] };

type Lane = "at" | "route" | "latency" | "reward" | "label";
const LANES: readonly Lane[] = ["at", "route", "latency", "reward"];

/** The first blocks of every lane. */
function draws(document: Record<string, unknown>, blocks = 3) {
  const fates = new Fates(scenarioOf(document), 1);
  const seen: Record<string, number[]> = {};
  for (let i = 0; i < blocks; i++, fates.refill()) {
    for (const lane of LANES) (seen[lane] ??= []).push(...fates[lane]);
    (seen["user"] ??= []).push(...fates.user);
    fates.failure.forEach((lane, v) => (seen[`failure/${v}`] ??= []).push(...lane));
  }
  return seen;
}

describe("a lane is left alone by", () => {
  const before = draws(base);

  test.each<[string, object]>([
    [
      "a delayed reward, which has a lane of its own",
      { versions: [stable, { ...candidate, rewardDelay: 3 }] },
    ],
    ["one more version", { versions: [stable, candidate, { id: "third" }] }],
    ["segments", { traffic: { rate: 20, segments: [{ id: "x", share: 1 }] } }],
    [
      "pods, changes and strategies",
      {
        versions: [{ ...stable, pods: { count: 2 } }, candidate],
        changes: [{ at: 5, version: "*", set: { errorRate: 0.5 } }],
        strategies: [{ type: "bandit" }, { type: "oracle" }],
      },
    ],
  ])("%s", (_, more) => {
    const after = draws({ ...base, ...more });
    for (const [lane, drawn] of Object.entries(before)) expect(after[lane]).toEqual(drawn);
  });

  test("failures of their own, all but the lane of failures", () => {
    const after = draws({ ...base, failures: "own" });
    for (const lane of [...LANES, "user"]) expect(after[lane]).toEqual(before[lane]);
    expect(after["failure/0"]).not.toEqual(before["failure/0"]);
    expect(after["failure/1"]).not.toEqual(after["failure/0"]);
    expect(before["failure/1"]).toEqual(before["failure/0"]);
  });

  test("more versions, when failures are their own", () => {
    const own = { ...base, failures: "own" };
    const versions = [stable, { id: "new" }, candidate];
    const [two, three] = [draws(own), draws({ ...own, versions })];
    expect(three["failure/0"]).toEqual(two["failure/0"]);
    expect(three["failure/2"]).toEqual(two["failure/1"]); // a lane goes with its version's id, not its place
  });

  test("a lane is drawn in blocks without a seam", () => {
    const uniform = draws(base, 200)["route"]!;
    expect(uniform).toHaveLength(200 * BLOCK);
    expect(new Set(uniform).size).toBeGreaterThan(uniform.length * 0.9999);
  });
});

test("no two lanes of a request know of one another", () => {
  const seen = draws({ ...base, failures: "own" }, 200);
  const lanes = Object.entries({
    ...seen,
    at: [] as number[],
    user: seen["user"]!.map((u) => u / 10_000),
  });
  for (const [i, [name, x]] of lanes.entries())
    for (const [other, y] of lanes.slice(0, i)) {
      if (x.length === 0 || y.length === 0) continue;
      const product = x.reduce((sum, a, k) => sum + (a - 0.5) * (y[k]! - 0.5), 0) / x.length;
      expect(Math.abs(product * 12 * Math.sqrt(x.length)), `${name} and ${other}`).toBeLessThan(
        4.5,
      );
    }
});

describe("rates are met, and of one another independent", () => {
  const scenario = scenarioOf({ ...base, duration: 10_000 });
  const { run, fates } = watchedOne(scenario, flowLoop);
  const n = fates.length;
  const failed = (all: readonly Fate[]) => all.filter((fate) => fate.failed).length / all.length;

  test("errors and rewards within four standard errors", () => {
    expect(Math.abs(n - 200_000)).toBeLessThan(4 * Math.sqrt(200_000));
    expect(Math.abs(run.errorRate - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / n));
    const rate = run.rewards / (run.requests - run.errors);
    expect(Math.abs(rate - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / (0.9 * n)));
  });

  test("slow requests fail as often as fast ones, later ones as often as earlier ones", () => {
    const slow = fates.filter(({ cell }) => cell! > fates[0]!.cell!);
    const late = fates.filter(({ at }) => at > 5000);
    for (const some of [slow, late])
      expect(Math.abs(failed(some) - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / some.length));
  });

  test("p50 and p99 of what was drawn are those that were written, within a bucket", () => {
    expect(Math.abs(run.latencyP50Ms! / 200 - 1)).toBeLessThan(0.015);
    expect(Math.abs(run.latencyP99Ms! / 1000 - 1)).toBeLessThan(0.02);
  });
});

test("a rate of 0 never fails, a rate of 1 always, also at the last draw of a lane", () => {
  const versions = [
    { id: "never", errorRate: 0, reward: 1 },
    { id: "always", errorRate: 1, reward: 1 },
  ];
  const { runs } = compare(
    scenarioOf({
      ...base,
      versions,
      strategies: [{ type: "stay" }, { type: "recreate", downtime: 0 }],
    }),
  );
  expect(runs[0]!.errors).toBe(0);
  expect(runs[0]!.rewards).toBe(runs[0]!.requests);
  expect(runs[1]!.errors).toBe(runs[1]!.requests);
  expect(runs[1]!.rewards).toBe(0);
});

test("routed alike, a request converts alike, and its label is as late, whatever becomes of the others", () => {
  const scenario = scenarioOf({
    ...base,
    objective: "reward",
    versions: [stable, { ...candidate, rewardDelay: { p50: 5, p99: 60 } }],
  });
  /** What was learnt of each request, by its arrival: a policy's own note, which comes back with the feedback. */
  const learnt = (pick: (draw: number) => number) => {
    const rewards = new Map<number, string>();
    const script = withScript(scenario, () => ({
      router: {
        learns: true,
        pick(arrival) {
          arrival.propensity = arrival.at;
          return pick(arrival.draw);
        },
        learn: ({ propensity, version, reward, at }) =>
          void rewards.set(propensity, `version ${version}: ${reward} at ${at}`),
        setWeights() {},
      },
      wake: () => {},
    }));
    watchedOne(script, queueLoop);
    return rewards;
  };
  const few = learnt((draw) => (draw < 0.2 ? 1 : 0));
  const most = learnt((draw) => (draw < 0.8 ? 1 : 0));
  const same = [...few].filter(([at, said]) => most.get(at)?.startsWith(said.slice(0, 9)));
  expect(same.length).toBeGreaterThan(3000);
  expect(same.filter(([at, said]) => most.get(at) !== said)).toEqual([]);
  const converted = (version: number) =>
    same.filter(([, said]) => said.startsWith(`version ${version}: 1`)).length;
  expect(converted(0)).toBeGreaterThan(300);
  expect(converted(1)).toBeGreaterThan(300);
});
