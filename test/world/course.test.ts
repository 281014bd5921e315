// Frames that were made by one run and found by another are, bit for bit, what is made anew.
import "../seeded.ts";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Run } from "../../sim/run.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { courseOf } from "../../sim/world/course.ts";
import { Truth } from "../../sim/world/truth.ts";
import { scenarioOf } from "../worlds.ts";
import { moments, scenarios } from "./changing.ts";

/** The same scenario, of which nothing has been kept. */
const afresh = (scenario: Scenario): Scenario => ({ ...scenario });

/** All that a truth tells, to the last bit. */
function told(truth: Truth): string {
  const hash = createHash("sha1");
  const { errorRate, reward, inTime, value, gap, best, bestValue, latency, nextChange } = truth;
  for (const numbers of [errorRate, reward, inTime, value, gap, best, bestValue, latency])
    hash.update(numbers);
  hash.update(Float64Array.of(nextChange));
  for (let cell = 0; cell < errorRate.length; cell++) {
    const { first, second } = truth.law(cell).meansUpTo(0.3);
    hash.update(Float64Array.of(first, second));
  }
  return hash.digest("hex");
}

function toldAt(scenario: Scenario, times: readonly number[]): string[] {
  const truth = new Truth(scenario);
  return times.map((now) => {
    truth.advance(now);
    return told(truth);
  });
}

describe("frames", () => {
  test("are found as they are made", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const times = moments(scenario);
        const made = toldAt(scenario, times);
        expect(toldAt(scenario, times)).toEqual(made);
        expect(courseOf(scenario).first).toBe(courseOf(scenario).first);
        expect(toldAt(afresh(scenario), times)).toEqual(made);
      }),
      { numRuns: 10 },
    );
  });

  test("are the same to runs that go on in turns, of one scenario and of another", () => {
    const turns = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 40 })), { maxLength: 30 });
    fc.assert(
      fc.property(scenarios, scenarios, turns, (one, other, picks) => {
        const expected = [one, other].map((scenario) => {
          const times = moments(scenario);
          return { scenario, times, told: toldAt(afresh(scenario), times) };
        });
        const runs: { truth: Truth; at: number }[] = [];
        for (const [pick, steps] of picks) {
          const { scenario, times, told: alone } = expected[pick % 2]!;
          const run = (runs[pick] ??= { truth: new Truth(scenario), at: -1 });
          run.at = Math.min(run.at + steps, times.length - 1);
          run.truth.advance(times[run.at]!);
          expect(told(run.truth)).toBe(alone[run.at]);
        }
      }),
      { numRuns: 12 },
    );
  });

  test("share what does not move", () => {
    const { course, first } = courseOf(
      scenarioOf({
        duration: 100,
        traffic: { rate: 1, segments: ["left", "right"].map((id) => ({ id, share: 0.5 })) },
        versions: [{ id: "stable" }, { id: "candidate" }],
        changes: [
          { at: 10, version: "candidate", add: { errorRate: 0.1 } },
          { at: 20, version: "candidate", segment: "left", add: { latency: "50ms" } },
        ],
      }),
    );
    const second = course.after(first);
    expect(second.laws).toBe(first.laws);
    expect([second.inTime, second.reward]).toEqual([first.inTime, first.reward]);
    expect(second.errorRate).not.toBe(first.errorRate);
    const third = course.after(second);
    expect(third.errorRate).toBe(second.errorRate);
    expect(third.laws.map((law, cell) => law === second.laws[cell])).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test.each([
    [1, true],
    [200, false],
  ])("of scenarios that move a latency alike, %i times, have the same laws: %s", (times, same) => {
    // more than tables are kept of, were these kept
    const still = Array.from({ length: 20 }, (_, i) => ({
      id: `still-${i}`,
      latency: { constant: `${i}ms` },
    }));
    const [one, other, apart] = [
      { errorRate: 0.01, latency: { constant: "50ms" } },
      { errorRate: 0.02, latency: { constant: "50ms" } },
      { errorRate: 0.01, latency: { constant: "60ms" } },
    ].map((candidate) => {
      const { course, first } = courseOf(
        scenarioOf({
          duration: 1000,
          traffic: { rate: 1 },
          versions: [{ id: "stable" }, { id: "candidate", ...candidate }, ...still],
          changes: Array.from({ length: times }, (_, i) => ({
            at: 1 + i,
            version: "candidate",
            add: { latency: `${i + 1}ms` },
          })),
        }),
      );
      return course.after(first).laws[1]!;
    });
    expect(one === other).toBe(same);
    expect(one!.table).toEqual(other!.table);
    expect(one!.table).not.toEqual(apart!.table);
  });

  test("of which there would be too many are each run's own, and the same", () => {
    const scenario = scenarioOf({
      duration: 100,
      traffic: { rate: 1 },
      versions: [{ id: "stable" }, { id: "candidate" }],
      changes: Array.from({ length: 10 }, (_, i) => ({
        at: 10 * i,
        over: 5 + i,
        version: "*",
        times: { latency: 1 + i / 10 },
      })),
    });
    expect(courseOf(scenario).first).not.toBe(courseOf(scenario).first);
    const [ahead, behind] = [new Truth(scenario), new Truth(scenario)];
    const before: string[] = [];
    for (const now of moments(scenario)) {
      ahead.advance(now);
      before.push(told(ahead));
    }
    expect(new Set(before).size).toBeGreaterThan(500);
    expect(
      moments(scenario).map((now) => {
        behind.advance(now);
        return told(behind);
      }),
    ).toEqual(before);
  });
});

test("runs of a scenario that moves come out the same alone, after others, and in turns", () => {
  const scenario = scenarioOf({
    duration: "30m",
    traffic: { rate: 20, timeout: "400ms" },
    versions: [{ id: "stable" }, { id: "candidate", latency: { p50: "80ms", p99: "300ms" } }],
    changes: [
      {
        at: "4m",
        over: "10m",
        for: "20m",
        version: "*",
        add: { latency: "90ms", errorRate: 0.03 },
      },
      { at: "8m", over: "5m", version: "candidate", set: { latency: { mean: "200ms" } } },
    ],
    strategies: [
      {
        type: "canary",
        steps: [{ setWeight: 20 }, { pause: "10m" }, { setWeight: 60 }, { pause: "10m" }],
        checks: [{ metric: "latencyP95", max: "2s", every: "1m" }],
      },
    ],
  });
  const start = (of: Scenario, seed: number, counted: boolean) =>
    new Run({
      scenario: of,
      spec: of.strategies[0]!,
      seed,
      series: false,
      paired: null,
      outcomes: null,
      counted,
    });
  const toEnd = (...runs: Run[]) => {
    // some moments of one, then some of the other
    while (runs.map((run) => run.advance(7)).includes(false));
    return runs.map((run) => run.figures());
  };
  for (const counted of [true, false]) {
    const alone = [1, 2].flatMap((seed) => toEnd(start(afresh(scenario), seed, counted)));
    expect(alone[0]).not.toEqual(alone[1]);
    const after = [1, 2].flatMap((seed) => toEnd(start(scenario, seed, counted)));
    expect(after).toEqual(alone);
    const again = afresh(scenario);
    expect(toEnd(start(again, 1, counted), start(again, 2, counted))).toEqual(alone);
  }
});
