// Autoscaled pods: Kubernetes' rules by hand, then what they do in a run.
import { describe, expect, test, vi } from "vitest";
import { strategies } from "../../sim/strategies/index.ts";
import type { Wake } from "../../sim/strategies/types.ts";
import { recommended } from "../../sim/world/autoscaler.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import { at, scenarioOf, timetable, watchedOne, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

describe("recommended, by busy pods, ready ones, starting ones and the target", () => {
  test.each<[string, [number, number, number, number], number]>([
    ["9.1 busy of 10 at 70%: ceil(13.0)", [9.1, 10, 0, 0.7], 13],
    ["9.2 busy: ceil(13.1)", [9.2, 10, 0, 0.7], 14],
    ["just at the tolerance, up: stays", [7.7, 10, 0, 0.7], 10],
    ["beyond it: moves", [7.71, 10, 0, 0.7], 12],
    ["just at the tolerance, down: stays", [6.3, 10, 0, 0.7], 10],
    ["beyond it: moves", [6.29, 10, 0, 0.7], 9],
    ["nothing to do: none", [0, 10, 0, 0.7], 0],
    ["starting ones count as idle: enough are under way", [10, 10, 4, 0.7], 14],
    ["starting ones count as idle: a few more", [10, 10, 1, 0.7], 15],
    ["more than enough are under way: none is taken back", [8, 10, 20, 0.7], 30],
    ["starting ones do not count when too few are busy", [2, 10, 5, 0.7], 3],
  ])("%s", (_, args, pods) => {
    expect(recommended(...args)).toBe(pods);
  });
});

describe.each([
  ["plain loop", plainLoop],
  ["queue loop", queueLoop],
])("%s", (_, loop) => {
  const scaled = (pods: object, autoscale: object, latency: object = { constant: 1 }) => ({
    versions: [
      { id: "stable", latency, pods: { count: 4, ...pods, autoscale: { max: 20, ...autoscale } } },
      { id: "candidate", latency, pods: { count: 4 } },
    ],
  });
  const steady = (rate: number) => ({ rate, arrivals: "regular", timeout: "10m" });
  const scalings = (run: { decisions: readonly { at: number; kind: string; reason: string }[] }) =>
    run.decisions.filter(({ kind }) => kind === "scale").map(({ at, reason }) => ({ at, reason }));

  test("settles where the load over the target is, and says why", () => {
    const done = watchedOne(
      scenarioOf({
        duration: 600,
        traffic: steady(8),
        ...scaled({ count: 10 }, { target: "50%" }),
      }),
      loop,
    );
    // 8 places are busy on average: 16 pods
    expect(done.world.fleet.ready).toEqual([16, 0]);
    expect(scalings(done.run)).toEqual([
      {
        at: 15,
        reason: expect.stringMatching(
          /^stable autoscaled to 16 pods: 7\d(\.\d)?% of places busy, target 50%$/,
        ),
      },
    ]);
  });

  test("concurrency makes a pod worth more", () => {
    const document = scaled({ count: 10, concurrency: 4 }, { target: 0.5 });
    const { world } = watchedOne(
      scenarioOf({ duration: 600, traffic: steady(32), ...document }),
      loop,
    );
    expect(world.fleet.ready[0]).toBe(16);
  });

  test("a saturated version grows by 1 / target at each look", () => {
    const document = scaled({ count: 4, startup: 0 }, { target: 0.5, max: 30 });
    const { run } = watchedOne(
      scenarioOf({ duration: 70, traffic: steady(100), ...document }),
      loop,
    );
    expect(scalings(run).map(({ reason }) => reason)).toEqual(
      [
        "stable autoscaled to 8 pods: 100% of places busy, target 50%",
        "stable autoscaled to 16 pods: 100% of places busy, target 50%",
        "stable autoscaled to 30 pods, the most there may be: 100% of places busy, target 50%",
      ].map((wanted, i) =>
        i === 0 ? expect.stringMatching(/^stable autoscaled to 8 pods: 9\d/) : wanted,
      ),
    );
  });

  test("new pods take their startup, are paid for meanwhile, and wake the operator", () => {
    const wakes: Wake[] = [];
    const scenario = scenarioOf({
      duration: 60,
      traffic: steady(4),
      ...scaled({ count: 4, startup: 20 }, { target: 0.5, max: 8 }),
    });
    const { run } = watchedOne(
      withScript(scenario, () => ({
        wake: (why) => {
          wakes.push({ ...why });
        },
      })),
      loop,
    );
    // 15: 4 asked for, ready at 35
    expect(wakes).toEqual([
      { at: 0, kind: "start" },
      { at: 35, kind: "pods" },
    ]);
    expect(run.podHours).toBeCloseTo((4 * 60 + 4 * 45) / 3600, 9);
  });

  test("pods leave after five minutes in which so few were enough, to the least there may be", () => {
    const document = scaled({ count: 10 }, { min: 2, every: 15 });
    const idle = watchedOne(
      scenarioOf({ duration: 600, traffic: { ...at(599), timeout: 30 }, ...document }),
      loop,
    );
    // the first look, at 15, remembers the ten; it is older than five minutes at 330, not at 315
    expect(scalings(idle.run)).toEqual([
      {
        at: 330,
        reason:
          "stable autoscaled to 2 pods, the least there may be: 0% of places busy, target 70%",
      },
    ]);
    expect(idle.run.podHours).toBeCloseTo((10 * 330 + 2 * 270) / 3600, 9);
  });

  test("a peak keeps them for five minutes more", () => {
    const times = Array.from({ length: 700 }, (_x, i) => (i < 600 ? 100 + i / 10 : 200 + i));
    const document = scaled({ count: 2 }, { target: 0.5, every: 10 });
    const { run } = watchedOne(
      scenarioOf({ duration: 1000, traffic: { ...at(...times), timeout: 900 }, ...document }),
      loop,
    );
    const last = scalings(run).findLast(({ at: when }) => when < 400)!;
    const [first] = scalings(run).filter(({ at: when }) => when > last.at);
    expect(last.reason).toMatch(/autoscaled to (1\d|20) pods/);
    expect(first!.at).toBeGreaterThan(last.at + 300);
  });

  test("bounds are held at the first look, whatever is busy", () => {
    const few = scaled({ count: 2 }, { min: 3 });
    const many = scaled({ count: 9 }, { max: 5 });
    const reasons = [few, many].map(
      (document) =>
        scalings(
          watchedOne(scenarioOf({ duration: 20, traffic: at(1), ...document }), loop).run,
        )[0]!.reason,
    );
    expect(reasons).toEqual([
      "stable autoscaled to 3 pods: the least there may be",
      "stable autoscaled to 5 pods: the most there may be",
    ]);
  });

  describe("and a rollout", () => {
    const both = (autoscale: object) => ({
      duration: 1000,
      traffic: steady(4),
      versions: ["stable", "candidate"].map((id) => ({
        id,
        latency: { constant: 1 },
        pods: { count: 4, autoscale: { max: 10, target: 0.5, ...autoscale } },
      })),
    });
    const rolledOut = (table: Parameters<typeof timetable>[0], autoscale = {}) =>
      watchedOne(
        withScript(scenarioOf(both(autoscale)), timetable({ 0: () => {}, ...table })),
        loop,
      );

    test("never fewer than it asks for, and more when they are busy", () => {
      const { world } = rolledOut({
        1(act) {
          act.scale(1, 4, "four");
          act.route([0, 1], "all");
        },
        500: (act) => act.scale(0, 6, "six, though nobody comes"),
      });
      expect(world.fleet.ready).toEqual([6, 8]);
    });

    test("what it asks for may be more than the most", () => {
      const { world, run } = rolledOut({ 1: (act) => act.scale(0, 12, "twelve") });
      expect(world.fleet.ready[0]).toBe(12);
      expect(scalings(run).filter(({ reason }) => reason.includes("autoscaled"))).toEqual([]);
    });

    test("fewer asked for than the autoscaler wants: as many as it wants", () => {
      const { world } = rolledOut({ 100: (act) => act.scale(0, 2, "two") });
      expect(world.fleet.ready[0]).toBe(8);
    });

    test("fewer asked for than the least: a part of a workload, whose least is the whole's", () => {
      const { world } = rolledOut({ 1: (act) => act.scale(1, 2, "two") }, { min: 4 });
      expect(world.fleet.ready[1]).toBe(2);
    });

    test("none asked for: none, and none come back", () => {
      const { world, run } = rolledOut({ 100: (act) => act.scale(0, 0, "none") });
      expect(world.fleet.ready).toEqual([0, 0]);
      expect(scalings(run).filter(({ at: when }) => when > 100)).toEqual([]);
    });

    test("pods that were there before a rolling update asks for them are not waited for", () => {
      const scenario = scenarioOf({
        ...both({ min: 4, every: 15 }),
        strategies: [{ type: "rolling", at: 0, maxSurge: 1, maxUnavailable: 0, minReady: 10 }],
      });
      const { run } = watchedOne(scenario, loop);
      // each of four is available ten seconds after it is asked for; the progress deadline is ten minutes
      expect(run.decisions.filter(({ reason }) => reason.startsWith("degraded"))).toEqual([]);
      const promoted = run.decisions.find(({ kind }) => kind === "promote");
      expect(promoted?.at).toBe(40);
    });

    test("every strategy that waits for pods gets them", () => {
      const own = ["stay", "oracle", "abTest", "bandit", "kserve", "scripted"];
      const types = strategies.map(({ type }) => type).filter((type) => !own.includes(type));
      const scenario = scenarioOf({
        ...both({ min: 2, target: 0.3 }),
        duration: 3600,
        strategies: [
          ...types.map((type) => ({ type })),
          {
            type: "canary",
            id: "podRouted",
            routing: "pods",
            steps: [{ setWeight: 50 }, { pause: 60 }],
          },
        ],
      });
      for (const { id } of scenario.strategies) {
        const alone = scenario.strategies.filter((spec) => spec.id === id);
        const { run, world } = watchedOne({ ...scenario, strategies: alone }, loop);
        expect([id, run.outcome, run.version]).toEqual([id, "promoted", "candidate"]);
        expect(world.fleet.ready[0]).toBe(0);
        expect(world.fleet.ready[1]).toBeGreaterThanOrEqual(4);
      }
    });
  });
});
