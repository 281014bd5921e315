// What a seed drew, in words.
import { expect, test } from "vitest";
import { realize } from "../../sim/realize.ts";
import { drawnText, drawnValueText } from "../../sim/results/drawnText.ts";
import { scenarioOf } from "../worlds.ts";

const drawnOf = (document: Record<string, unknown>): string => {
  const scenario = scenarioOf(document);
  return drawnText(realize(scenario, 1).drawn, scenario);
};
const sure = (value: unknown) => ({ choice: [[1, value]] });
const of = (fields: object) => ({ versions: [{ id: "stable" }, { id: "v2", ...fields }] });

test("nothing of a certain scenario", () => {
  expect(drawnOf({})).toBe("");
});

test("a rate by its version and segment, and how it came out", () => {
  expect(drawnOf(of({ errorRate: sure("3.1%"), reward: sure(0.25) }))).toBe(
    "v2's error rate 3.1%, v2's reward 25%",
  );
  expect(drawnOf(of({ bySegment: { all: { errorRate: sure(0) } } }))).toBe(
    "v2's error rate in all 0%",
  );
});

test.each([
  [{ constant: "50ms" }, "v2's latency 50 ms"],
  [{ mean: "1.5s" }, "v2's latency 1.5 s on average"],
  [{ p50: "80ms", p99: "1s" }, "v2's latency p50 80 ms and p99 1 s"],
  [{ quantiles: [[0, "10ms"], [1, "2s"]] }, "v2's latency 10 ms to 2 s"], // prettier-ignore
])("a latency by its form: %j", (latency, text) => {
  expect(drawnOf(of({ latency: sure(latency) }))).toBe(text);
});

test("incidents of all kinds together, and that there was noise", () => {
  const kind = { every: "1000d", for: "1s", set: { errorRate: 1 } };
  expect(drawnOf({ incidents: [kind, kind] })).toBe("no incident");
  const { drawn } = realize(scenarioOf({ incidents: [{ ...kind, every: "10s" }, kind] }), 1);
  const [often, never] = drawn.map(({ value }) => value);
  expect(often).toBeGreaterThan(1);
  expect(never).toBe(0);
  expect(drawnOf({ incidents: [{ ...kind, every: "10s" }, kind], noise: { latency: 0.1 } })).toBe(
    `${often} incidents, noise`,
  );
});

test("of a thing by itself, as its place is told beside it", () => {
  const [fast, slow] = [{ constant: "50ms" }, { p50: "80ms", p99: "1s" }];
  const latency = { choice: [[0, fast], [1, slow]] }; // prettier-ignore
  const scenario = scenarioOf({
    ...of({ errorRate: sure("0.5%"), latency, bySegment: { all: { latency: sure(fast) } } }),
    incidents: [{ every: "10s", for: "1s", set: { errorRate: 1 } }],
  });
  const { drawn } = realize(scenario, 1);
  const told = drawn.map((one) => [one.path, drawnValueText(one, scenario)]);
  expect(Object.fromEntries(told)).toEqual({
    "versions[1].errorRate": "0.5%",
    "versions[1].latency.choice": "p50 80 ms and p99 1 s",
    "versions[1].bySegment.all.latency.choice": "50 ms",
    "incidents[0]": expect.stringMatching(/^\d+$/),
  });
});
