// A good candidate in place of a bad one.
import { expect, test } from "vitest";
import { odds } from "../../sim/index.ts";
import { asStable } from "../../sim/odds/asStable.ts";
import { parseScenario, setInDocument } from "../../sim/parse.ts";
import { badCandidate } from "../../sim/results/badCandidate.ts";

const document = {
  duration: "20m",
  traffic: {
    rate: "20/s",
    segments: [
      { id: "eu", share: 0.3 },
      { id: "us", share: 0.7 },
    ],
  },
  versions: [
    { id: "v1", errorRate: "1%", bySegment: { eu: { errorRate: "2%" } }, pods: { count: 4 } },
    { id: "v2", like: "v1", errorRate: "9%", latency: { constant: "2s" }, reward: 0.5 },
    { id: "v3", like: "v2", pods: { count: 2 } },
  ],
  candidate: "v3",
  changes: [
    { at: "5m", version: "v1", add: { errorRate: "3%" } },
    { at: "6m", version: "v3", set: { errorRate: 1 } },
    { at: "7m", version: "*", times: { latency: 2 } },
  ],
  incidents: [
    { every: "5m", for: "1m", version: "v3", set: { errorRate: 1 } },
    { every: "5m", for: "1m", version: "v1", add: { errorRate: "1%" } },
  ],
  strategies: [{ type: "blueGreen", at: "1m" }],
};

function withAll(sets: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(sets).reduce<unknown>(
    (before, [path, value]) => setInDocument(before, path, value),
    document,
  );
}

test("it has stable's rates and its own fleet, and what happens to stable happens to it", () => {
  const good = parseScenario(withAll(asStable(document, parseScenario(document))));
  const [stable, other, candidate] = good.versions;
  expect({ ...candidate, id: "v1", pods: null }).toEqual({ ...stable, pods: null });
  expect(candidate!.pods!.count).toBe(2);
  expect(other).toEqual(parseScenario(document).versions[1]);
  expect(good.changes.map(({ version, at }) => [version, at])).toEqual([
    ["v1", 300],
    ["v3", 300],
    ["*", 420],
  ]);
  expect(good.uncertain!.incidents.map(({ version }) => version)).toEqual(["v1", "v3"]);
});

test("no run calls it bad, where the original is bad in all", () => {
  const certain = { ...document, incidents: [] };
  const scenario = parseScenario(certain);
  expect(badCandidate(scenario).bad).toBe(true);
  const good = parseScenario(withAll({ ...asStable(certain, scenario), incidents: [] }));
  expect(badCandidate(good).bad).toBe(false);
  expect(odds(good, { runs: 3 }).points[0]).toMatchObject({ bad: false });
});
