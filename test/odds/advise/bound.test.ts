// The most any plan can catch: where that is proved, and where it is not.
import { expect, test } from "vitest";
import { asStable } from "../../../sim/odds/asStable.ts";
import { boundOf } from "../../../sim/odds/advise/bound.ts";
import type { Bound } from "../../../sim/odds/advise/types.ts";
import { worldOf } from "../../../sim/odds/advise/worlds.ts";
import { documentOf, parseScenario } from "../../../sim/parse.ts";

const document = {
  name: "bound",
  duration: "1h",
  traffic: { rate: "1/s" },
  versions: [
    { id: "stable", errorRate: "0.5%" },
    { id: "candidate", like: "stable", errorRate: "0.8%" },
  ],
  strategies: [{ type: "canary", at: "10m" }],
};
const wish = { catch: 0.95, falseRollback: 0.01 };

function bound(more: object, asked = wish) {
  const bad = parseScenario({ ...document, ...more });
  const written = documentOf(bad);
  return boundOf(bad, worldOf(written, asStable(written, bad)), bad.strategies[0]!, asked);
}

test("requests from the start of the rollout on, and room for luck in how many come", () => {
  const { requests, requestsNeeded, secondsNeeded, ...rest } = bound({}) as Bound;
  expect(requests).toBe(Math.ceil(3000 + 5 * Math.sqrt(3000)));
  expect(rest).toMatchObject({ figure: "error rate", good: 0.005, bad: 0.008 });
  expect(rest.catch).toBeLessThan(0.5);
  expect(requestsNeeded!).toBeGreaterThan(requests);
  expect(secondsNeeded).toBeCloseTo(requestsNeeded!, 6);
});

test("regular arrivals and traces have no luck", () => {
  const regular = { traffic: { rate: "1/s", arrivals: "regular" } };
  expect(bound(regular)).toMatchObject({ requests: 3000 });
  const times = Array.from({ length: 1000 }, (_, i) => 3 * i);
  const trace = { traffic: { arrivals: "trace", trace: { times } } };
  expect(bound(trace)).toMatchObject({ requests: 800 });
});

test("a rollout that begins when the run is over sees nobody", () => {
  const late = bound({ strategies: [{ type: "canary", at: "1h" }] });
  expect(late).toMatchObject({ requests: 0, catch: wish.falseRollback, secondsNeeded: null });
});

test("more false rollbacks allow more catches", () => {
  const loose = bound({}, { ...wish, falseRollback: 0.2 }) as Bound;
  expect(loose.catch).toBeGreaterThan((bound({}) as Bound).catch);
});

test("of conversions too", () => {
  const versions = [
    { id: "stable", reward: "10%" },
    { id: "candidate", like: "stable", reward: "9%" },
  ];
  expect(bound({ versions })).toMatchObject({ figure: "reward", good: 0.1, bad: 0.09 });
});

const candidate = (more: object) => ({
  versions: [document.versions[0], { id: "candidate", ...more }],
});

test.each([
  [{ changes: [{ at: "1m", version: "*", add: { errorRate: 0.01 } }] }, "change meanwhile"],
  [{ noise: { errorRate: 0.5 } }, "drawn anew"],
  [{ traffic: { rate: "1/s", retries: { attempts: 1 } } }, "sent again"],
  [{ strategies: [{ type: "shadow" }] }, "copies"],
  [{ strategies: [{ type: "flagger", mirror: true }] }, "copies"],
  [candidate({ errorRate: "1%", latency: { constant: "1s" } }), "latency differs"],
  [candidate({ errorRate: "1%", reward: 0.5 }), "two rates"],
  [candidate({ errorRate: "0.5%" }), "no rate"],
  [candidate({ errorRate: "100%" }), "0% or 100%"],
])("none where %o", (more, lacks) => {
  expect(bound(more)).toEqual({ lacks: expect.stringContaining(lacks) as string });
});

test("none where stable, or the traffic, tells both worlds apart", () => {
  const scenario = parseScenario(document);
  const other = (set: object) =>
    boundOf(scenario, worldOf(documentOf(scenario), { ...set }), scenario.strategies[0]!, wish);
  const good = { "versions[1].errorRate": "0.6%" };
  expect(other(good)).toMatchObject({ good: 0.006, bad: 0.008 });
  for (const more of [{ "versions[0].errorRate": "0.7%" }, { "traffic.rate": "2/s" }])
    expect(other({ ...good, ...more })).toEqual({
      lacks: expect.stringContaining("more than the candidate") as string,
    });
});
