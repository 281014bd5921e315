// Requests expected by a time, against the world's own sum over a whole run.
import "./seeded.ts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseScenario } from "../sim/parse.ts";
import { expectedOf } from "../sim/planTraffic.ts";
import { expectedRequests } from "../sim/world/arrivals.ts";

const scenarioOf = (traffic: object) =>
  parseScenario({
    duration: 100,
    traffic: { rate: 3, ...traffic },
    versions: [{ id: "a" }],
    strategies: [{ type: "stay" }],
  });

it("whatever the shape, it is the expectation of a run of that length", () => {
  const points = fc
    .array(
      fc.tuple(
        fc.double({ min: 0, max: 150, noNaN: true }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((list) => list.toSorted((a, b) => a[0] - b[0]));
  fc.assert(
    fc.property(points, fc.double({ min: 0, max: 100, noNaN: true }), (shape, at) => {
      const scenario = scenarioOf({ shape });
      const expected = expectedRequests(scenario.traffic, at);
      expect(Math.abs(expectedOf(scenario)(at) - expected)).toBeLessThan(1e-6 * (1 + expected));
    }),
  );
});

it("nothing before the start or after the end; a jump is one", () => {
  const by = expectedOf(
    scenarioOf({
      shape: [
        [50, 1],
        [50, 2],
      ],
    }),
  );
  expect([by(-5), by(50), by(60), by(100), by(1e9)]).toEqual([0, 150, 210, 450, 450]);
});

it("a trace comes evenly, for all a plan knows", () => {
  const scenario = scenarioOf({ rate: undefined, trace: { times: [1, 2, 3, 90] } });
  expect(expectedOf(scenario)(50)).toBe(2);
});
