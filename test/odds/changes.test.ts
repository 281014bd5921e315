// What differs between two scenarios.
import { expect, test } from "vitest";
import { changesBetween, isOfPlan } from "../../sim/odds/changes.ts";
import { parseScenario } from "../../sim/parse.ts";

const document = {
  duration: "20m",
  traffic: { trace: { times: Float64Array.of(1, 2, 3) } },
  versions: [{ id: "v1" }, { id: "v2", errorRate: "3%" }],
  strategies: [
    { type: "flagger", interval: "1m", threshold: 3, maxWeight: 60, stepWeight: 10 },
    { type: "canary", steps: [{ setWeight: 5 }, { pause: "5m" }] },
  ],
};

function changes(changed: object, from: object = document) {
  return changesBetween(parseScenario(from), parseScenario({ ...from, ...changed })).map(
    ({ path, before, after }) => [path, before, after],
  );
}

const [flagger, canary] = document.strategies;

test("other words for the same, and what no run depends on, are no change", () => {
  expect(
    changes({
      duration: 1200,
      name: "x",
      seed: 7,
      expect: [{ strategy: "canary", outcome: "promoted" }],
      strategies: [{ ...flagger, interval: "60s", id: "flagger" }, canary],
      versions: [
        { id: "v1", errorRate: 0 },
        { id: "v2", like: "v1", errorRate: 0.03 },
      ],
      traffic: { trace: { times: [1, 2, 3] }, users: 10_000 },
    }),
  ).toEqual([]);
});

test("a value is told at its place; strategies belong together by name", () => {
  expect(
    changes({ strategies: [canary, { ...flagger, threshold: 1, maxWeight: undefined }] }),
  ).toEqual([
    ["strategies[1].threshold", 3, 1],
    ["strategies[1].maxWeight", 60, null],
  ]);
});

test("steps of one number are compared one by one, of another as a whole", () => {
  const steps = [{ setWeight: 5 }, { pause: "6m" }];
  expect(changes({ strategies: [flagger, { ...canary, steps }] })).toEqual([
    ["strategies[1].steps[1].pause", "5m", "6m"],
  ]);
  const fewer = [{ setWeight: 5 }];
  expect(changes({ strategies: [flagger, { ...canary, steps: fewer }] })).toEqual([
    ["strategies[1].steps", canary!.steps, fewer],
  ]);
});

test("what is added, what is gone, and what stands in the place of something else", () => {
  const [blueGreen, stay] = [{ type: "blueGreen" }, { type: "stay" }];
  expect(changes({ strategies: [blueGreen, canary, stay] })).toEqual([
    ["strategies[0]", flagger, blueGreen],
    ["strategies[2]", null, stay],
  ]);
  expect(changes({ strategies: [canary] })).toEqual([["strategies[0]", flagger, null]]);
});

test("versions that all have other names are told once each", () => {
  const versions = [{ id: "old" }, { id: "new", errorRate: "4%" }];
  expect(changes({ versions })).toEqual([
    ["versions[0]", document.versions[0], versions[0]],
    ["versions[1]", document.versions[1], versions[1]],
  ]);
});

test("of the only strategy that is left, its type and name are values as any other", () => {
  const from = { ...document, strategies: [{ type: "blueGreen", id: "a", at: "1m" }, canary] };
  expect(changes({ strategies: [canary, { type: "blueGreen", id: "b", at: "2m" }] }, from)).toEqual(
    [
      ["strategies[1].id", "a", "b"],
      ["strategies[1].at", "1m", "2m"],
    ],
  );
});

test("arrival times are compared one by one, and are of the world", () => {
  const traffic = { trace: { times: [1, 2, 4] } };
  const [change] = changesBetween(parseScenario(document), parseScenario({ ...document, traffic }));
  expect(change!.path).toMatch(/^traffic\.trace\.times/);
  expect(isOfPlan(change!)).toBe(false);
});
