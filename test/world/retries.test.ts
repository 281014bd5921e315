// What fails is sent again, at once and to the same version: one request in every figure, and as many attempts in the metrics.
import { describe, expect, test, vi } from "vitest";
import { drawAt, salts } from "../../sim/random/streams.ts";
import { compare, simulate } from "../../sim/simulate.ts";
import type { Actions } from "../../sim/strategies/types.ts";
import { cellOf, CELLS } from "../../sim/world/counters.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import type { Loop } from "../../sim/world/loop.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import { Truth } from "../../sim/world/truth.ts";
import type { World } from "../../sim/world/world.ts";
import { at, scenarioOf, timetable, watchedOne, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

type Table = Readonly<Record<number, (act: Actions) => void>>;
const nothing: Table = { 0: () => {} };

function story(loop: (world: World) => Loop, document: object, table = nothing) {
  const done = watchedOne(withScript(scenarioOf({ ...document }), timetable(table)), loop);
  const { counters } = done.world.side;
  const attempts = [...counters!.histogram.entries()].flatMap(([cell, n]) =>
    Array.from({ length: n }, () => cell % CELLS),
  );
  return { ...done, beside: counters!, attempts };
}

const LOOPS = { plain: plainLoop, queue: queueLoop, flow: flowLoop } as const;
const QUEUES = { plain: plainLoop, queue: queueLoop } as const;
const failing = { id: "stable", errorRate: 1, latency: { constant: 1 } };
const both = (version: object) => [version, { ...version, id: "candidate" }];

describe.each(Object.entries(LOOPS))("%s loop", (_, loop) => {
  test("fails only when all its attempts do: p to the power of them", () => {
    for (const [attempts, p] of [
      [1, 0.3],
      [3, 0.5],
    ] as const) {
      const { run, beside } = story(loop, {
        duration: 10_000,
        traffic: { rate: 10, retries: { attempts } },
        versions: both({ id: "stable", errorRate: p }),
      });
      const n = run.requests;
      const fails = p ** (attempts + 1);
      expect(Math.abs(run.errors - n * fails)).toBeLessThan(4 * Math.sqrt(n * fails * (1 - fails)));
      // each attempt but the last that failed is one more in the metrics: p + p^2 + ...
      const more = Array.from({ length: attempts }, (_x, k) => p ** (k + 1)).reduce(
        (a, b) => a + b,
      );
      expect(beside.answered[0]).toBe(beside.errors[0]);
      expect(Math.abs(beside.errors[0]! / n - more)).toBeLessThan(4 * Math.sqrt(4 / n));
    }
  });

  test("its latency is from when it came to its last answer; an attempt's is its own", () => {
    const traffic = { ...at(10), retries: { attempts: 2 } };
    const { fates, attempts, run } = story(loop, { traffic, versions: both(failing) });
    expect(fates).toMatchObject([{ failed: true, cell: cellOf(3), lost: 0 }]);
    expect(attempts).toEqual([1, 1].map(cellOf));
    expect([run.requests, run.errors]).toEqual([1, 1]);
  });

  test("only what was said to be sent again is", () => {
    const traffic = { ...at(10), retries: { attempts: 2, on: ["refused", "timeout"] } };
    const { fates, attempts } = story(loop, { traffic, versions: both(failing) });
    expect(fates).toMatchObject([{ failed: true, cell: cellOf(1) }]);
    expect(attempts).toEqual([]);
  });

  test("the timeout is the whole request's", () => {
    const traffic = { ...at(10), timeout: 2.5, retries: { attempts: 5, on: ["error"] } };
    const { fates, attempts } = story(loop, { traffic, versions: both(failing) });
    // two attempts in full, the third is cut off
    expect(fates).toMatchObject([{ failed: true, cell: cellOf(2.5) }]);
    expect(attempts).toEqual([1, 1].map(cellOf));
  });

  test("where time-outs are sent again, it is each attempt's", () => {
    const traffic = { ...at(10), timeout: 2, retries: { attempts: 2, on: ["timeout"] } };
    const versions = both({ id: "stable", latency: { constant: 3 } });
    const { fates, attempts } = story(loop, { traffic, versions });
    expect(fates).toMatchObject([{ failed: true, cell: cellOf(6), lost: 0 }]);
    expect(attempts).toEqual([2, 2].map(cellOf));
  });

  test("where nobody serves, all attempts are spent at once", () => {
    const traffic = { ...at(10), retries: { attempts: 4 } };
    const { run, beside } = story(
      loop,
      { traffic, versions: both(failing) },
      { 0: (act) => act.route([0, 0], "nobody") },
    );
    expect([run.requests, run.errors]).toEqual([1, 1]);
    expect([...beside.refused]).toEqual([4, 0]);
  });

  test("attempts are settled when the request comes: a recovery meanwhile does not help it", () => {
    const document = {
      traffic: { ...at(10), retries: { attempts: 3 } },
      versions: both(failing),
      changes: [{ at: 10.5, version: "*", set: { errorRate: 0, latency: { constant: 7 } } }],
    };
    expect(story(loop, document).fates).toMatchObject([{ failed: true, cell: cellOf(4) }]);
  });

  test("harm is told by fates: the same luck on stable, its retries included", () => {
    const document = {
      duration: 5000,
      failures: "own",
      traffic: { rate: 20, retries: { attempts: 1 } },
      versions: [
        { id: "stable", errorRate: 0.3 },
        { id: "candidate", errorRate: 0.5 },
      ],
    };
    const moved = story(loop, document, { 0: (act) => act.route([0, 1], "all") }).run;
    const stay = story(loop, document).run;
    expect(moved.harmedRequests - moved.sparedRequests).toBe(moved.errors - stay.errors);
    // independent lucks: failed twice there, and not twice here
    const n = moved.requests;
    const harmed = 0.25 * (1 - 0.09);
    expect(Math.abs(moved.harmedRequests - n * harmed)).toBeLessThan(
      4 * Math.sqrt(n * harmed * (1 - harmed)),
    );
    expect([stay.harmedRequests, stay.sparedRequests]).toEqual([0, 0]);
  });

  test("a success at last converts as its own luck has it, and no less often", () => {
    const { run } = story(loop, {
      duration: 5000,
      traffic: { rate: 20, retries: { attempts: 2 } },
      versions: both({ id: "stable", errorRate: 0.5, reward: 0.4 }),
    });
    const won = run.requests - run.errors;
    expect(Math.abs(run.rewards - 0.4 * won)).toBeLessThan(4 * Math.sqrt(won * 0.24));
  });
});

describe.each(Object.entries(QUEUES))("%s loop, with pods", (_, loop) => {
  const pods = { count: 1 };

  test("what is sent again goes to the end of the line", () => {
    const document = {
      traffic: { ...at(0, 0.5, 0.75), retries: { attempts: 1 } },
      versions: both({ ...failing, pods }),
    };
    // the first tries: 0-1, 1-2, 2-3; the second ones after them, in the same order
    const { fates, attempts } = story(loop, document);
    expect(fates.map(({ cell }) => cell)).toEqual([4, 4.5, 5.25].map(cellOf));
    expect(attempts).toEqual([1, 1.5, 2.25].map(cellOf).toSorted((a, b) => a - b));
  });

  test("all else of that instant comes first, then what is sent again, then who arrives", () => {
    const document = {
      traffic: { ...at(0, 1), retries: { attempts: 1 } },
      versions: both({ ...failing, pods: { count: 1 } }),
    };
    // at 1 the first is sent again before the second comes, and so is served before it
    const { fates } = story(loop, document);
    expect(fates.map(({ cell }) => cell)).toEqual([cellOf(2), cellOf(3)]);
  });

  test("refused: the same full line, so all attempts are spent at the same instant", () => {
    const document = {
      traffic: { ...at(0, 1, 2, 3), retries: { attempts: 3 } },
      versions: both({ id: "stable", latency: { constant: 10 }, pods: { count: 1, queue: 1 } }),
    };
    const { run, beside, fates } = story(loop, document);
    expect([...beside.refused]).toEqual([6, 0]);
    expect([run.errors, run.regret]).toEqual([2, 2]);
    expect(fates.map(({ cell }) => cell)).toEqual([cellOf(10), cellOf(19), null, null]);
  });

  test("sent again with less time left than those before it in the line, it gives up before them", () => {
    const document = {
      traffic: { ...at(0, 0.5, 0.75), timeout: 4, retries: { attempts: 1, on: ["error"] } },
      versions: both({ id: "stable", errorRate: 0, latency: { constant: 2.5 }, pods }),
      changes: [
        // only the first fails
        { at: 0, for: 0.25, version: "stable", set: { errorRate: 1, latency: { constant: 1 } } },
      ],
    };
    const { fates, run } = story(loop, document);
    // the first fails at 1 and waits behind the two others until its time is up at 4. The second is served from 1 to 3.5; the
    // third from then on runs into its deadline, 4.75: the live system lost it, and the first, which was worth nothing anyway
    expect(fates.map(({ cell }) => cell)).toEqual([cellOf(4), cellOf(3), cellOf(4)]);
    expect(fates.map(({ failed }) => failed)).toEqual([true, false, true]);
    expect(fates.map(({ lost }) => lost)).toEqual([0, 0, 1]);
    expect(run.errors).toBe(2);
  });

  test("out of time without having waited, it is its version's own fault", () => {
    const document = {
      traffic: { ...at(0), timeout: 2.5, retries: { attempts: 5, on: ["error"] } },
      versions: both({ ...failing, pods }),
    };
    expect(story(loop, document).fates).toMatchObject([{ failed: true, lost: 0 }]);
  });

  test("retries of an overloaded version are its overload", () => {
    const loaded = (retries: object) => ({
      duration: 2000,
      traffic: { rate: 9, timeout: 5, users: 5, ...retries },
      versions: both({
        id: "stable",
        errorRate: 0.2,
        latency: { mean: 1 },
        pods: { count: 10, queue: 50 },
      }),
    });
    const calm = watchedOne(scenarioOf(loaded({})), loop).run;
    const storm = story(loop, loaded({ retries: { attempts: 3, on: ["error"] } })).run;
    // 90% busy; with retries 9 * (1 + 0.2 + 0.04 + 0.008) = 11.2 a second for 10 places
    expect(calm.latencyP50Ms!).toBeLessThan(1500);
    expect(storm.latencyP50Ms!).toBeGreaterThan(2000);
  });
});

test("a request's value is its chance to succeed with all its attempts", () => {
  const value = (retries: object, version: object) =>
    new Truth(scenarioOf({ traffic: { rate: 1, timeout: 1, ...retries }, versions: both(version) }))
      .value[0]!;
  const faulty = { id: "stable", errorRate: 0.2 };
  expect(value({}, faulty)).toBe(0.8);
  expect(value({ retries: { attempts: 2 } }, faulty)).toBeCloseTo(1 - 0.2 ** 3, 12);
  expect(value({ retries: { attempts: 2, on: ["refused"] } }, faulty)).toBe(0.8);
  // half of it comes too late
  const late = { id: "stable", errorRate: 0.2, latency: { p50: 1, p99: 5 } };
  const once = 0.8 * 0.5;
  expect(value({ retries: { attempts: 1, on: ["timeout"] } }, late)).toBeCloseTo(once * 1.5, 3);
  expect(value({ retries: { attempts: 1, on: ["error"] } }, late)).toBeCloseTo(once * 1.1, 3);
  const any = { retries: { attempts: 3, on: ["error", "timeout"] } };
  expect(value(any, late)).toBeCloseTo(1 - 0.6 ** 4, 3);
});

test("with pods, harm is against the run in which nobody rolled out, retries and all", () => {
  const scenario = scenarioOf({
    duration: 500,
    traffic: { rate: 10, retries: { attempts: 2 } },
    versions: [
      { id: "stable", errorRate: 0.2, latency: { mean: 0.3 }, pods: { count: 4, queue: 5 } },
      { id: "candidate", like: "stable", errorRate: 0.6 },
    ],
    strategies: [{ type: "blueGreen", checks: [] }, { type: "stay" }],
  });
  const [moved, stay] = compare(scenario).runs as [
    ReturnType<typeof simulate>,
    ReturnType<typeof simulate>,
  ];
  expect(moved.harmedRequests).toBeGreaterThan(100);
  expect(moved.harmedRequests - moved.sparedRequests).toBe(moved.errors - stay.errors);
  expect(stay.harmedRequests).toBe(0);
});

test("retries draw from lanes of their own: the first attempt is what it was", () => {
  const base = {
    duration: 1000,
    versions: both({ id: "stable", errorRate: 0.2, latency: { mean: 0.2 } }),
  };
  const plain = watchedOne(scenarioOf(base), flowLoop).fates;
  const again = watchedOne(
    scenarioOf({ ...base, traffic: { retries: { attempts: 1 } } }),
    flowLoop,
  ).fates;
  expect(again).toHaveLength(plain.length);
  // who did not fail had no need of one
  plain.forEach((fate, i) => fate.failed || expect(again[i]).toEqual(fate));
});

describe("a lane that is drawn by number", () => {
  const N = 200_000;
  const draws = (name: string) => {
    const lane = salts(1, name);
    return Array.from({ length: N }, (_, n) => drawAt(lane, n));
  };

  test("is uniform, a draw and the next one too", () => {
    const x = draws("failure/retry-1");
    const bins = new Array<number>(100).fill(0);
    x.forEach((draw, n) => {
      if (!(draw >= 0 && draw < 1)) throw new Error(`expected a draw in [0, 1), not ${draw}`);
      const next = x[n + 1];
      if (next !== undefined) bins[Math.floor(draw * 10) * 10 + Math.floor(next * 10)]!++;
    });
    const chi2 = bins.reduce((sum, n) => sum + (n - N / 100) ** 2 / (N / 100), 0);
    expect(chi2).toBeLessThan(99 + 4 * Math.sqrt(2 * 99));
    expect(new Set(x).size).toBeGreaterThan(N * 0.9999);
  });

  test("knows of no other, also of the next number", () => {
    const lanes = ["mirror", "failure/retry-1", "failure/retry-2", "latency/retry-1"].map(draws);
    lanes.forEach((x, i) =>
      lanes.slice(0, i).forEach((y) => {
        for (const shift of [0, 1]) {
          const sum = x.reduce((all, a, n) => all + (a - 0.5) * (y[(n + shift) % N]! - 0.5), 0);
          expect(Math.abs(sum * 12) / Math.sqrt(N)).toBeLessThan(4.5);
        }
      }),
    );
  });
});
