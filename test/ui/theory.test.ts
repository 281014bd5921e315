import { expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { theoryOf } from "../../ui/theory.ts";

function scenario(more: object) {
  return parseScenario(
    JSON.stringify({
      duration: "20m",
      traffic: { rate: 10 },
      versions: [
        { id: "stable", errorRate: 0.01, reward: 0.2 },
        { id: "candidate", errorRate: 0.03, reward: 0.25 },
      ],
      strategies: [{ type: "bandit" }],
      ...more,
    }),
  );
}

test("a true rate is a version's chance of success, or of a conversion", () => {
  const { rates } = theoryOf(scenario({}));
  expect(rates["stable"]).toEqual({ x: [0], y: [0.99] });
  expect(rates["candidate"]!.y[0]).toBeCloseTo(0.97, 12);
  const rewards = theoryOf(scenario({ objective: "reward" })).rates;
  expect(rewards["candidate"]!.y[0]).toBeCloseTo(0.97 * 0.25, 12);
});

test("it moves when the scenario moves it, up to the run's end", () => {
  const changes = [
    { at: "5m", version: "candidate", set: { errorRate: 0.5 } },
    { at: "30m", version: "candidate", set: { errorRate: 1 } },
  ];
  const { rates } = theoryOf(scenario({ changes }));
  expect(rates["candidate"]).toEqual({ x: [0, 300], y: [0.97, 0.5] });
  expect(rates["stable"]!.y).toEqual([0.99, 0.99]);
});

test("it is of all users together, by their segments' shares", () => {
  const { rates } = theoryOf(
    scenario({
      traffic: {
        rate: 10,
        segments: [
          { id: "web", share: 0.75 },
          { id: "app", share: 0.25 },
        ],
      },
      versions: [
        { id: "stable" },
        { id: "candidate", errorRate: 0.1, bySegment: { app: { errorRate: 0.5 } } },
      ],
    }),
  );
  expect(rates["candidate"]!.y[0]).toBeCloseTo(0.75 * 0.9 + 0.25 * 0.5, 12);
});

test("regret must grow as Lai and Robbins say, where rates neither move nor differ by user", () => {
  const kl = 0.97 * Math.log(0.97 / 0.99) + 0.03 * Math.log(0.03 / 0.01);
  expect(theoryOf(scenario({})).asymptoticRegret).toBeCloseTo(0.02 / kl, 9);
  const changes = [{ at: "5m", version: "candidate", set: { errorRate: 0.5 } }];
  expect(theoryOf(scenario({ changes })).asymptoticRegret).toBe(null);
  const segments = [
    { id: "web", share: 0.75 },
    { id: "app", share: 0.25 },
  ];
  const traffic = { rate: 10, segments };
  expect(theoryOf(scenario({ traffic })).asymptoticRegret).toBe(null);
});
