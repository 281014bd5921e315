import { describe, expect, test } from "vitest";
import { askedStrategies, curveKnob, questionOf } from "../../ui/oddsQuestion.ts";
import { order, written } from "./odds.ts";

const path = "versions[1].errorRate";

describe("what is asked of many runs", () => {
  test("the view's own scenario, and a curve over the story's knob from end to end", () => {
    const edits = { "traffic.rate": 5, [path]: 0.02 };
    const question = questionOf(written, { ...order, edits, seed: 9 });
    const { survey, ranks } = question.curve!;
    expect(question.here.points).toEqual([{ set: edits, label: "" }]);
    expect([question.here.seed, survey.seed]).toEqual([9, 9]);
    const values = survey.points.map(({ set }) => Number(set[path]));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(new Set(values).size).toBe(values.length);
    const knob = curveKnob(written.facts, edits)!;
    expect([values[0], values.at(-1)]).toEqual([knob.low, knob.high]);
    expect(values).toContain(knob.stable);
    for (const { set } of survey.points) expect(set["traffic.rate"]).toBe(5);
    expect(ranks).toHaveLength(values.length);
    // The ends and the stable version's own are part of the sketch.
    for (const value of [knob.low, knob.high, knob.stable!])
      expect(ranks[values.indexOf(value)]).toBe(0);
    expect(ranks.filter((rank) => rank < 2).length).toBeLessThan(ranks.length / 2);
  });

  test("the curve is the same wherever the knob stands", () => {
    const at = (value: number) => questionOf(written, { ...order, edits: { [path]: value } }).curve;
    expect(at(0.001)).toEqual(at(0.06));
  });

  test("nothing of those that end alike whatever happens, unless they are all there is", () => {
    expect(askedStrategies(written.facts, null)).toEqual(["quick", "patient"]);
    expect(askedStrategies(written.facts, ["stay"])).toEqual(["stay"]);
    expect(questionOf(written, { ...order, strategies: ["patient"] }).here.strategies).toEqual([
      "patient",
    ]);
  });
});
