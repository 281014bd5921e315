// About how long a run takes: what makes it longer, and that batches are cut by it.
import { expect, test } from "vitest";
import { surveyOf } from "../../sim/odds/survey.ts";
import { LOOK, workbench } from "../../sim/odds/workbench.ts";

const bench = (more: object, strategy: object = { type: "flagger" }, exact = false) =>
  workbench(
    surveyOf(
      {
        name: "test",
        duration: "30m",
        traffic: { rate: "100/s" },
        versions: [{ id: "v1" }, { id: "v2" }],
        strategies: [{ id: "it", ...strategy }],
        ...more,
      },
      { seed: 1, strategies: ["it"], runs: 10, exact },
    ),
  );
const seconds = (...asked: Parameters<typeof bench>) => bench(...asked).secondsOfRun(0);

const pods = { count: 4, concurrency: 50 };
const canary = (check: object) => ({
  type: "canary",
  checks: [{ metric: "latencyP99", max: "1s", every: "1m", ...check }],
});

test("a counted run takes as long whatever the traffic; one of requests as there are many", () => {
  expect(seconds({ traffic: { rate: "1000/s" } })).toBe(seconds({}));
  const [few, many] = [seconds({}, undefined, true), seconds({ duration: "5h" }, undefined, true)];
  expect(few).toBeGreaterThan(50 * seconds({}));
  expect(many / few).toBeGreaterThan(9);
  expect(many / few).toBeLessThan(10);
});

test("waiting, learning and a paired run take longer, and so does looking at latency", () => {
  const versions = [
    { id: "v1", pods },
    { id: "v2", pods },
  ];
  const plain = seconds({}, undefined, true);
  expect(seconds({}, { type: "bandit", policy: "thompson" })).toBeGreaterThan(3 * plain);
  expect(seconds({ versions })).toBeGreaterThan(6 * plain);
  const errors = seconds({}, canary({ metric: "errorRate", max: "1%" }));
  const tail = seconds({}, canary({}));
  expect(tail).toBeGreaterThan(3 * errors);
  expect(seconds({ monitor: { scrape: "1s" } }, canary({}))).toBeGreaterThan(10 * tail);
});

test("batches are of some 20 ms, and divide what lies between two looks", () => {
  for (const exact of [false, true])
    for (const rate of ["1/s", "10/s", "100/s", "1000/s", "10000/s"]) {
      const one = bench({ traffic: { rate } }, undefined, exact);
      const size = one.batchSize(0);
      expect(LOOK % size).toBe(0);
      if (size > 1) expect(size * one.secondsOfRun(0)).toBeLessThanOrEqual(0.02);
      if (!exact) expect(size).toBe(LOOK);
    }
});
