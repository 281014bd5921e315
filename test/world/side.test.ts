// Copies and synthetic requests: they load pods and enter metrics, and are in no figure of the run.
import { describe, expect, test, vi } from "vitest";
import type { Monitor } from "../../sim/monitor/types.ts";
import type { Actions } from "../../sim/strategies/types.ts";
import { cellOf, CELLS } from "../../sim/world/counters.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import type { Loop } from "../../sim/world/loop.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import type { World } from "../../sim/world/world.ts";
import { at, scenarioOf, timetable, watchedOne, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

type Table = Readonly<Record<number, (act: Actions) => void>>;

function story(loop: (world: World) => Loop, document: object, table: Table) {
  const done = watchedOne(withScript(scenarioOf({ ...document }), timetable(table)), loop);
  const { counters, sent } = done.world.side;
  const responses = [...counters!.histogram.entries()].flatMap(([at, n]) =>
    Array.from({ length: n }, () => ({ version: Math.floor(at / CELLS), cell: at % CELLS })),
  );
  return { ...done, sent, beside: counters!, responses };
}

const slow = (constant: number) => [
  { id: "stable", latency: { constant } },
  { id: "candidate", latency: { constant }, errorRate: 0.5 },
];

const LOOPS = { plain: plainLoop, queue: queueLoop, flow: flowLoop } as const;
const QUEUES = { plain: plainLoop, queue: queueLoop } as const;

describe.each(Object.entries(LOOPS))("%s loop, without pods", (_, loop) => {
  const busy = { duration: 1000, traffic: { rate: 20 }, versions: slow(0.5) };

  test("a copy has its request's own luck, on the version it goes to", () => {
    const all = story(loop, busy, { 0: (act) => act.mirror(1, 1, "copy all") });
    expect(all.beside.answered).toEqual(Int32Array.of(0, all.run.requests));
    // the very requests that fail when it is live
    const live = story(loop, busy, {
      0(act) {
        act.route([0, 1], "all to the candidate");
        act.mirror(0, 1, "copy all");
      },
    });
    expect(all.beside.errors[1]).toBe(live.run.errors);
    expect(all.run.errors).toBe(0);
    expect(live.beside.errors[0]).toBe(0);
    expect(all.run.errors + all.run.regret + all.run.harmedRequests).toBe(0);
  });

  test("none of it is in a figure of the run", () => {
    const done = story(loop, busy, {
      0(act) {
        act.mirror(1, 0.7, "copies");
        act.load("split", 13, "load");
        act.load(1, 7, "load");
      },
    });
    const alone = watchedOne(withScript(scenarioOf(busy), timetable({ 0: () => {} })), loop);
    const { fingerprint, decisions, ...figures } = done.run;
    const { fingerprint: other, decisions: none, ...wanted } = alone.run;
    expect(figures).toEqual(wanted);
    expect(done.fates).toEqual(alone.fates);
    expect(decisions.slice(1)).toHaveLength(3);
    expect(none).toHaveLength(1);
    expect(fingerprint).not.toBe(other);
    expect(done.sent).toBeGreaterThan(20_000 + 0.6 * done.run.requests);
  });

  test("the share that is copied is the one asked for, within four standard errors", () => {
    const { run, sent } = story(loop, busy, { 0: (act) => act.mirror(1, 0.3, "copy some") });
    const n = run.requests;
    expect(Math.abs(sent - 0.3 * n)).toBeLessThan(4 * Math.sqrt(n * 0.3 * 0.7));
    const more = story(loop, busy, { 0: (act) => act.mirror(1, 0.4, "copy more") });
    expect(more.sent).toBeGreaterThan(sent);
  });

  test("of some segments only, and anew replaces, to nothing too", () => {
    const segments = [
      { id: "few", share: 0.2 },
      { id: "many", share: 0.8 },
    ];
    const document = { ...busy, traffic: { rate: 20, segments } };
    const { world, sent, run } = story(loop, document, {
      0(act) {
        act.mirror(1, 1, "everybody's");
        act.mirror(1, 1, "one segment's", [0]);
      },
      500: (act) => act.mirror(1, 0, "no more"),
    });
    expect(world.side.mirrors).toEqual([]);
    expect(sent / run.requests).toBeGreaterThan(0.09);
    expect(sent / run.requests).toBeLessThan(0.11);
  });

  test("two versions may have their copies at once, each its own", () => {
    const versions = [...slow(0.5), { id: "third", errorRate: 1 }];
    const { beside, run } = story(
      loop,
      { ...busy, versions },
      {
        0(act) {
          act.mirror(1, 1, "to one");
          act.mirror(2, 1, "to the other");
        },
      },
    );
    expect(beside.answered).toEqual(Int32Array.of(0, run.requests, run.requests));
    expect(beside.errors[2]).toBe(run.requests);
  });

  test("synthetic requests come at equal intervals from when the load starts, until it ends", () => {
    const table = {
      10: (act: Actions) => act.load(1, 4, "go"),
      20: (act: Actions) => act.load(1, 0, "end"),
    };
    // at 10, 10.25 ... 19.75
    expect(story(loop, busy, table).beside.answered).toEqual(Int32Array.of(0, 40));
    const { beside } = story(loop, busy, { 999: (act) => act.load(0, 10, "go") });
    expect(beside.answered).toEqual(Int32Array.of(10, 0)); // none at the end itself
  });

  test("a load that is split goes where weights send live traffic", () => {
    const { beside } = story(loop, busy, {
      0(act) {
        act.route([0.75, 0.25], "split");
        act.load("split", 20, "load");
      },
    });
    const [stable, candidate] = beside.answered as unknown as [number, number];
    expect(stable + candidate).toBe(20_000);
    expect(Math.abs(candidate - 5000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.25 * 0.75));
    expect(Math.abs(beside.errors[1]! - candidate / 2)).toBeLessThan(2 * Math.sqrt(candidate));
  });

  test("a load that imitates a segment has that segment's errors, beside one of everybody's", () => {
    const document = {
      duration: 1000,
      traffic: {
        ...at(1),
        segments: [
          { id: "people", share: 1 },
          { id: "fixture", share: 0 },
        ],
      },
      versions: [
        { id: "stable" },
        { id: "candidate", errorRate: 1, bySegment: { fixture: { errorRate: 0 } } },
      ],
    };
    const { beside } = story(loop, document, {
      0(act) {
        act.load(1, 10, "as the fixture", 1);
        act.load(1, 4, "as people");
      },
    });
    expect(beside.answered).toEqual(Int32Array.of(0, 14_000));
    expect(beside.errors).toEqual(Int32Array.of(0, 4_000));
  });

  test("where nobody serves, a split load is refused", () => {
    const { beside } = story(loop, busy, {
      0(act) {
        act.route([0, 0], "nobody");
        act.load("split", 1, "load");
      },
    });
    expect([...beside.refused, ...beside.errors, ...beside.answered]).toEqual([
      1e3, 0, 1e3, 0, 1e3, 0,
    ]);
  });

  test("one that outlasts the timeout has failed then", () => {
    const document = { duration: 100, traffic: { ...at(50), timeout: 2 }, versions: slow(3) };
    const { responses, beside } = story(loop, document, {
      0: (act) => act.mirror(0, 1, "copy"),
    });
    expect(responses).toEqual([{ version: 0, cell: cellOf(2) }]);
    expect(beside.errors[0]).toBe(1);
  });

  test("the monitor sees them as it sees live ones, and no label of theirs", () => {
    const seen: unknown[] = [];
    const look = (monitor: Monitor) => {
      const window = monitor.window(1, 10);
      const { requests, errors, labels, rewards } = window;
      seen.push({ requests, errors, labels, rewards, p50: window.latency(0.5) });
    };
    const versions = [
      { id: "stable" },
      { id: "candidate", errorRate: 1, latency: { constant: 1 } },
    ];
    const document = { duration: 10, monitor: { scrape: 5 }, traffic: at(1, 2, 6, 9), versions };
    const script = withScript(scenarioOf(document), () => ({
      watches: [{ target: 1, window: 10, latency: true, labels: true }],
      wake({ at: now }, monitor, act) {
        if (now === 0) act.mirror(1, 1, "copies");
        else look(monitor);
        return now + 5;
      },
    }));
    watchedOne(script, loop);
    // by 5 the first two; by 10 all four, the one that ends at that moment too
    const none = { labels: 0, rewards: 0, p50: expect.closeTo(1, 1) };
    expect(seen).toEqual([
      { requests: 2, errors: 2, ...none },
      { requests: 4, errors: 4, ...none },
    ]);
  });
});

describe.each(Object.entries(QUEUES))("%s loop, with pods", (_, loop) => {
  const pods = { count: 1 };
  const one = (constant: number, more: object = {}) =>
    slow(constant).map((version) => ({ ...version, errorRate: 0, pods: { ...pods, ...more } }));

  test("a copy takes a place, and the live request after it waits", () => {
    const document = { traffic: at(0, 1), versions: one(3) };
    const table = { 0: (act: Actions) => act.mirror(0, 1, "copies to the very same pod") };
    const { fates, responses } = story(loop, document, table);
    // live 0 to 3, its copy to 6, live 1 to 9, its copy to 12
    expect(fates.map(({ cell }) => cell)).toEqual([3, 8].map(cellOf));
    expect(responses.map(({ cell }) => cell)).toEqual([6, 11].map(cellOf));
  });

  test("at one instant: wake, synthetic, live, its copy", () => {
    const { fates, responses } = story(
      loop,
      { duration: 50, traffic: at(10), versions: one(1) },
      {
        10(act) {
          act.load(0, 0.02, "one, at 10");
          act.mirror(0, 1, "copies");
        },
      },
    );
    expect(fates.map(({ cell }) => cell)).toEqual([cellOf(2)]);
    expect(responses.map(({ cell }) => cell)).toEqual([cellOf(1), cellOf(3)]);
  });

  test("a completion at that instant comes first: its place is free", () => {
    const { responses } = story(
      loop,
      { duration: 50, traffic: at(9), versions: one(1) },
      { 0: (act) => act.load(0, 0.1, "at 0, 10, 20, 30 and 40") },
    );
    expect(responses.map(({ cell }) => cell)).toEqual([1, 1, 1, 1, 1].map(cellOf));
  });

  test("without a pod, or with a full line, it is refused, and costs nobody anything", () => {
    const nobody = story(
      loop,
      { traffic: at(1, 2), versions: one(1) },
      { 0: (act) => act.mirror(1, 1, "no pod there") },
    );
    expect([...nobody.beside.refused]).toEqual([0, 2]);
    expect([...nobody.beside.errors]).toEqual([0, 2]);
    expect(nobody.responses).toEqual([]);
    const full = story(
      loop,
      { traffic: at(1, 1.5), versions: one(3, { queue: 1 }) },
      { 0: (act) => act.mirror(0, 1, "copies") },
    );
    // 1 served, its copy waits; 1.5 finds the line full, and its copy too
    expect([...full.beside.refused]).toEqual([1, 0]);
    expect(full.run.errors).toBe(1);
    expect([nobody.run.regret, nobody.run.errors]).toEqual([0, 0]);
  });

  test("one that waits too long leaves the line, and is lost to nobody", () => {
    const { beside, run, responses } = story(
      loop,
      { traffic: { ...at(1), timeout: 2 }, versions: one(1.9) },
      { 0: (act) => act.mirror(0, 1, "copies") },
    );
    // the copy begins at 2.9 and would end at 4.8
    expect([beside.errors[0], run.errors, run.regret]).toEqual([1, 0, 0]);
    expect(responses.map(({ cell }) => cell)).toEqual([cellOf(2)]);
  });

  test("those under way at the end are answered, and no more come", () => {
    const { sent, beside } = story(
      loop,
      { duration: 10, traffic: at(1), versions: one(2) },
      { 0: (act) => act.load(0, 1, "ten of them") },
    );
    expect(sent).toBe(10);
    expect(beside.answered[0]).toBe(10);
  });

  test("no policy learns of them", () => {
    const heard: number[] = [];
    const scenario = withScript(scenarioOf({ traffic: at(1, 2), versions: one(0.1) }), () => ({
      router: {
        learns: true,
        pick: () => 0,
        learn: ({ at: when }) => void heard.push(when),
        setWeights() {},
      },
      wake({ at: now }, _monitor, act) {
        if (now > 0) return;
        act.mirror(0, 1, "copies");
        act.load(0, 1, "load");
      },
    }));
    watchedOne(scenario, loop);
    expect(heard).toHaveLength(2);
  });
});

test("too much of it ends in a message", () => {
  const scenario = withScript(scenarioOf({ duration: 1 }), () => ({
    wake(_why, _monitor, act) {
      act.load(0, 1, "load");
    },
  }));
  const loop = (world: World) => {
    world.side.sent = 1e9;
    return queueLoop(world);
  };
  expect(() => watchedOne(scenario, loop)).toThrow(
    /more than 1000000000 requests were mirrored or synthetic; lower the rate of the load/,
  );
});
