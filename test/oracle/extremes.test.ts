// Worlds at the edges of what a scenario may say: the loops agree there too, and every request is answered.
import { describe, expect, test, vi } from "vitest";
import { simulate } from "../../sim/simulate.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import type { Feedback } from "../../sim/strategies/types.ts";
import { expectSame } from "../determinism/company.ts";
import { at, scenarioOf, timetable, watched, watchedOne, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const many = (n: number, of: (i: number) => unknown) => Array.from({ length: n }, (_, i) => of(i));
const same = (n: number, time: number) => many(n, () => time) as number[];
const ids = ["stable", "candidate"];

const WORLDS: Record<string, Record<string, unknown>> = {
  "a burst at the end of ten years, of latencies that hardly differ": {
    duration: 315_000_000,
    traffic: at(...same(3000, 3e8)),
    monitor: { scrape: 1e7 },
    versions: ids.map((id) => ({ id, latency: { mean: 2e-7 }, pods: { count: 9000 } })),
  },
  "more than 1024 under way, and as many waiting, twice": {
    duration: 15,
    traffic: { rate: 900, timeout: 12 },
    versions: ids.map((id) => ({ id, latency: { p50: 3, p99: 20 }, pods: { count: 1300 } })),
    changes: [{ at: 5, for: 5, version: "*", times: { latency: 3 } }],
  },
  "a line that grows while its head is in the middle of its ring": {
    duration: 30,
    traffic: {
      ...at(...(many(6000, (i) => Math.floor((i as number) / 700) * 3) as number[])),
      timeout: 25,
    },
    versions: ids.map((id) => ({ id, latency: { constant: 0.01 }, pods: { count: 1 } })),
  },
  "thousands of labels on their way": {
    duration: 100,
    objective: "reward",
    traffic: { rate: 100 },
    versions: ids.map((id) => ({ id, reward: 0.5, rewardDelay: { p50: 40, p99: 90 } })),
    strategies: [{ type: "bandit" }, { type: "abTest" }],
  },
  "everybody at once, no latency at all": {
    duration: 1,
    traffic: at(...same(5000, 0)),
    versions: ids.map((id) => ({ id, latency: { constant: 0 }, pods: { count: 1, queue: 3 } })),
  },
  nobody: {
    duration: 1,
    traffic: { rate: 1e-9 },
    versions: ids.map((id) => ({ id, pods: { count: 1 } })),
  },
  "one request in the last moment": {
    duration: 10,
    traffic: at(9.999999999),
    versions: ids.map((id) => ({ id, pods: { count: 1 }, latency: { constant: 100 } })),
  },
  "a millisecond": {
    duration: 0.001,
    monitor: { scrape: 0.0001, window: 0.0005 },
    traffic: { rate: 2e6, users: 3 },
    versions: ids.map((id) => ({ id, latency: { mean: 1e-5 }, pods: { count: 15 } })),
  },
};

describe.each(Object.entries(WORLDS))("%s", (_, document) => {
  const strategies = [{ type: "stay" }, { type: "abTest" }, { type: "canary" }, { type: "oracle" }];
  const scenario = scenarioOf({ strategies, ...document });
  const summaries = (loop: typeof plainLoop) =>
    watched(scenario, (world) => {
      (world as { witness: null }).witness = null;
      return loop(world);
    }).map(({ run, world }) => {
      const answered = world.counters.answered.reduce((a, b) => a + b);
      expect(answered).toBe(run.requests);
      return run;
    });

  test("the loops agree", () => {
    const plain = summaries(plainLoop);
    expect(summaries(queueLoop)).toEqual(plain);
    if (
      scenario.versions.every(({ pods }) => pods === null) &&
      !/bandit/.test(JSON.stringify(document))
    )
      expect(summaries(flowLoop)).toEqual(plain);
  });
});

test("64 versions and 64 segments: each request is its version's and its segment's, in every loop", () => {
  const versions = many(64, (v) => ({ id: `v${v}`, errorRate: (v as number) / 64 }));
  const segments = many(64, (s) => ({ id: `s${s}`, share: 1 / 64 }));
  const scenario = scenarioOf({ duration: 200, traffic: { rate: 400, segments }, versions });
  const sent: Feedback[] = [];
  const script = withScript(scenario, () => ({
    router: {
      learns: true,
      pick: ({ segment, draw }) => (segment + Math.floor(draw * 2)) % 64,
      learn: (feedback) => void sent.push({ ...feedback }),
      setWeights() {},
    },
    wake: () => {},
  }));
  const [plain, queue] = [plainLoop, queueLoop].map((loop) => {
    sent.length = 0;
    const { run, world } = watchedOne(script, loop);
    for (let v = 0; v < 64; v++)
      for (let s = 0; s < 64; s++)
        if (world.counters.arrived[v * 64 + s]! > 0 !== (v === s || v === (s + 1) % 64))
          throw new Error(`expected segment ${s} at v${s} and its neighbour, not at v${v}`);
    return { run, sent: [...sent] };
  });
  expectSame(queue, plain);
  expect(queue!.sent).toHaveLength(queue!.run.requests);
  const astray = queue!.sent.filter(({ version: v, segment: s }) => v !== s && v !== (s + 1) % 64);
  expect(astray).toEqual([]);
  queue!.run.versions.forEach(({ requests, errors }, v) => {
    const p = v / 64;
    expect(Math.abs(errors - requests * p)).toBeLessThanOrEqual(
      4.5 * Math.sqrt(requests * p * (1 - p)),
    );
  });
  // and the loop without a queue
  const weights = many(64, () => 1 / 64) as number[];
  const spread = withScript(scenario, timetable({ 0: (act) => act.route(weights, "to all") }));
  expect(watchedOne(spread, flowLoop).run).toEqual(watchedOne(spread, plainLoop).run);
});

test("what a run cannot hold ends in a message, not in a machine without memory", () => {
  const scenario = scenarioOf({
    duration: 100,
    traffic: { rate: 1e7, arrivals: "regular", timeout: "1h" },
    versions: [{ id: "stable", latency: { constant: 1000 } }],
  });
  const limit = expect.objectContaining({
    name: "LimitError",
    message: expect.stringMatching(/8388608 requests.*lower the rate/s),
  });
  expect(() => simulate(scenario, "stay")).toThrow(limit);
});
