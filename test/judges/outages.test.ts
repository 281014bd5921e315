// What a provider of metrics that fails does to a rollout: in whole runs, as the systems have it.
import { expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";

/** A good canary whose provider fails from the first minute on, and how it ended. */
function ended(outage: object, check: object) {
  const scenario = parseScenario({
    duration: "10m",
    traffic: { rate: "20/s" },
    versions: [{ id: "stable" }, { id: "candidate" }],
    monitor: { outages: [{ at: "1m", ...outage }] },
    strategies: [
      {
        type: "canary",
        steps: [{ setWeight: 50 }, { pause: "5m" }],
        checks: [{ metric: "errorRate", max: "1%", delay: "1m", ...check }],
      },
    ],
  });
  const { outcome, decidedAtSeconds } = simulate(scenario, "canary");
  return [outcome, decidedAtSeconds];
}

test.each([
  ["Argo: four errors, ten seconds apart, are put up with", { for: "35s" }, {}, "promoted", 300],
  ["Argo: the fifth, after 40 s, aborts", { for: "45s" }, {}, "rolledBack", 100],
  ["the end of an outage is not in it", { for: "40s" }, {}, "promoted", 300],
  [
    "whatever noData says: nobody knows whether there is any",
    { for: "45s" },
    { noData: "pass" },
    "rolledBack",
    100,
  ],
  ["no data is an error by default", { for: "45s", as: "noData" }, {}, "rolledBack", 100],
  ["no data may be fine", { for: "45s", as: "noData" }, { noData: "pass" }, "promoted", 300],
  ["no data may be a failure", { for: "1s", as: "noData" }, { noData: "fail" }, "rolledBack", 60],
  [
    "no data may ask a person",
    { for: "1s", as: "noData" },
    { noData: "inconclusive" },
    "paused",
    null,
  ],
  ["a dry run never decides", { for: "5m" }, { dryRun: true }, "promoted", 300],
  [
    "consecutiveErrorLimit 0: the first",
    { for: "1s" },
    { consecutiveErrorLimit: 0 },
    "rolledBack",
    60,
  ],
])("%s", (_name, outage, check, ...wanted) => {
  expect(ended(outage, check)).toEqual(wanted);
});

test.each(["error", "noData"])(
  "Flagger: %s is a failed check a tick, and the threshold's tick is followed by the rollback",
  (as) => {
    const scenario = parseScenario({
      duration: "10m",
      traffic: { rate: "20/s" },
      versions: [{ id: "stable" }, { id: "candidate" }],
      monitor: { outages: [{ at: "1m", for: "1m", as }] },
      strategies: [{ type: "flagger", interval: "30s", threshold: 2 }],
    });
    // detected at 0, first weight at 30 s, failed at 60 s and 90 s, back at 120 s
    expect(simulate(scenario, "flagger")).toMatchObject({
      outcome: "rolledBack",
      decidedAtSeconds: 120,
    });
  },
);
