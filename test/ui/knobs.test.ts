import { describe, expect, test } from "vitest";
import type { Uncertainty } from "../../sim/scenario/types.ts";
import { along, fromPosition, knobs, mainKnob, position } from "../../ui/knobs.ts";
import { facts } from "./fixture.ts";

const knob = (id: string, edits: Record<string, number> = {}) =>
  knobs(facts, edits).find((each) => each.id === id)!;

describe("knobs", () => {
  test("there is one for error rate, both latencies, conversion and traffic", () => {
    expect(knobs(facts, {}).map((each) => each.id)).toEqual([
      "errorRate",
      "latency-p50",
      "latency-p99",
      "reward",
      "traffic",
    ]);
  });

  test("of rates that are drawn there is the mean of a share, and no knob for a latency", () => {
    const uncertain: Uncertainty = {
      priors: [
        { version: 1, segment: null, rate: "latency", from: { choice: [[1, { constant: 0.05 }]] } },
        { version: 1, segment: null, rate: "errorRate", from: { beta: [3, 97] } },
      ],
      noise: null,
      incidents: [],
    };
    const all = knobs({ ...facts, uncertain }, {});
    expect(all.map(({ id }) => id)).toEqual(["errorRate", "reward", "traffic"]);
    expect(all[0]!.edits(0.05)).toEqual({ "versions[1].errorRate": 0.05 });
    const stables = { ...uncertain, priors: [{ ...uncertain.priors[0]!, version: 0 }] };
    expect(knobs({ ...facts, uncertain: stables }, {})).toHaveLength(5);
  });

  test("an edit moves it, and back to what the file says is no edit", () => {
    const moved = knob("errorRate", { "versions[1].errorRate": 0.02 });
    expect([moved.value, moved.written]).toEqual([0.02, 0.03]);
    expect(moved.edits(0.05)).toEqual({ "versions[1].errorRate": 0.05 });
    expect(moved.edits(0.03)).toEqual({ "versions[1].errorRate": null });
  });

  test("both latencies are set together, for the file may have left them out", () => {
    expect(knob("latency-p99").edits(0.5)).toEqual({
      "versions[1].latency.p50": 0.07,
      "versions[1].latency.p99": 0.5,
    });
    expect(knob("latency-p99").edits(0.38)).toEqual({
      "versions[1].latency.p50": null,
      "versions[1].latency.p99": null,
    });
  });

  test("p99 cannot be dragged below p50, nor p50 above p99", () => {
    expect(knob("latency-p99").low).toBe(0.07);
    expect(knob("latency-p50").high).toBe(0.38);
  });

  test("a value far out widens the track", () => {
    expect(knob("errorRate").high).toBe(0.1);
    expect(knob("errorRate", { "versions[1].errorRate": 0.4 }).high).toBe(1);
    expect(knob("traffic", { "traffic.rate": 9000 }).high).toBe(9000);
  });

  test.each(["errorRate", "latency-p99", "traffic"])(
    "%s: every position is a value on the track",
    (id) => {
      const each = knob(id);
      const { min, max, step } = position(each);
      for (let at = min; at <= max; at += step) {
        const value = fromPosition(each, at);
        expect(value).toBeGreaterThanOrEqual(each.low);
        expect(value).toBeLessThanOrEqual(each.high);
        expect(along(each, value)).toBeCloseTo((at - min) / (max - min), 1);
      }
      expect(fromPosition(each, min)).toBe(each.low);
      expect(fromPosition(each, max)).toBe(each.high);
    },
  );

  test.each([
    ["errorRate", "2.1%", 0.021],
    ["errorRate", "2.1", 0.021],
    ["errorRate", "140%", undefined],
    ["errorRate", "many", undefined],
    ["errorRate", "", undefined],
    ["latency-p99", "380ms", 0.38],
    ["latency-p99", "380", 0.38],
    ["latency-p99", "1.2 s", 1.2],
    ["latency-p99", "0", undefined],
    ["latency-p99", "1.2.3s", undefined],
    ["traffic", "1,200/s", 1200],
    ["traffic", "-5", undefined],
  ])("%s reads %j as %j", (id, text, value) => expect(knob(id).read(text)).toBe(value));

  test("the main one is what the story turns on", () => {
    const main = (more: Partial<typeof facts>): string | undefined => {
      const story = { ...facts, ...more };
      return mainKnob(knobs(story, {}), story.objective)?.id;
    };
    const [stable, candidate] = facts.versions as [
      (typeof facts.versions)[0],
      (typeof facts.versions)[0],
    ];
    expect(main({})).toBe("errorRate");
    expect(main({ objective: "reward" })).toBe("reward");
    const slow = { ...candidate, errorRate: 0, latency: { p50: 0.3, p99: 0.9 } };
    expect(main({ versions: [stable, slow] })).toBe("latency-p50");
    expect(main({ versions: [stable, { ...candidate, errorRate: 0 }] })).toBe("errorRate");
  });

  test("a trace has no traffic to turn, a table of quantiles no latency", () => {
    const quantiles: [number, number][] = [
      [0, 0.01],
      [1, 1],
    ];
    const traced = {
      ...facts,
      traffic: { ...facts.traffic, rate: null },
      versions: facts.versions.map((version) => ({ ...version, latency: { quantiles } })),
    };
    expect(knobs(traced, {}).map((each) => each.id)).toEqual(["errorRate", "reward"]);
  });
});
