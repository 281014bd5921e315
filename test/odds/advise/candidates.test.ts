// Which runs count: what is said holds in every run, what is drawn is judged, and weather is no fault of a candidate.
import { describe, expect, test } from "vitest";
import { candidateOf } from "../../../sim/odds/advise/candidates.ts";
import { asStable } from "../../../sim/odds/asStable.ts";
import { documentOf, parseScenario, setInDocument } from "../../../sim/parse.ts";

const choice = (...chances: [number, unknown][]) => ({ choice: chances });
const mixed = choice([0.75, "1%"], [0.25, "9%"]);

function scenarioWith(stable: unknown, candidate: unknown, more: object = {}) {
  return parseScenario({
    duration: "10m",
    traffic: { rate: "5/s" },
    versions: [
      { id: "stable", errorRate: stable },
      { id: "candidate", like: "stable", errorRate: candidate },
    ],
    strategies: [{ type: "canary" }],
    ...more,
  });
}

describe("a bad candidate", () => {
  test("that is drawn counts where it came out bad, and is as bad as those are", () => {
    const bad = candidateOf("bad", {}, scenarioWith("1%", mixed), false);
    expect(bad.drawn).toBe(true);
    // four standard errors of 400 draws
    expect(Math.abs(bad.share - 0.25)).toBeLessThan(0.087);
    expect(bad.scale).toBe(Math.ceil(1 / bad.share));
    expect([bad.own.errorRate, bad.stable.errorRate]).toEqual([0.09, 0.01]);
  });

  test("by a latency that is drawn is judged as well", () => {
    const quick = { constant: "100ms" };
    const latency = choice([0.5, quick], [0.5, { p50: "2s", p99: "9s" }]);
    const versions = [
      { id: "stable", latency: quick },
      { id: "candidate", latency },
    ];
    const acceptable = { latencyP99: { times: 2 } };
    const world = scenarioWith("1%", "1%", { versions, acceptable });
    const bad = candidateOf("bad", {}, world, false);
    expect(Math.abs(bad.share - 0.5)).toBeLessThan(0.1);
    expect(bad.own.latencyP99).toBeGreaterThan(8);
  });

  test.each([
    ["as it is", "9%", {}, false],
    ["in any weather", "9%", { noise: { every: "1m", errorRate: 0.5 } }, false],
    ["by somebody's word, whatever stable is drawn as", "9%", {}, true],
  ])("counts in every run: %s", (_, errorRate, more, said) => {
    const world = scenarioWith(said ? mixed : "1%", errorRate, more);
    const bad = candidateOf("bad", {}, world, said);
    expect(bad).toMatchObject({ drawn: false, share: 1, scale: 1 });
    expect(bad.own.errorRate).toBe(0.09);
  });
});

test("a good candidate equal to a stable that is drawn counts where it came out no worse", () => {
  const scenario = scenarioWith(mixed, "9%");
  const set = asStable(documentOf(scenario), scenario);
  const world = parseScenario(
    Object.entries(set).reduce<unknown>(
      (document, [path, value]) => setInDocument(document, path, value),
      documentOf(scenario),
    ),
  );
  const good = candidateOf("good", set, world, false);
  // each is drawn by itself: bad is 9% against 1%, three draws in sixteen
  expect(Math.abs(good.share - 13 / 16)).toBeLessThan(0.08);
  expect(good.own.errorRate).toBeLessThan(good.stable.errorRate);
});

test("a candidate that is never drawn bad never counts", () => {
  const bad = candidateOf("bad", {}, scenarioWith("1%", choice([0.5, "1%"], [0.5, "0.5%"])), false);
  expect(bad).toMatchObject({ drawn: true, share: 0 });
});
