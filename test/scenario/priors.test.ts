// What is written of an uncertain world: every mistake told at its place; what is sound is read with its defaults.
import { expect, test } from "vitest";
import { parseScenario, readScenario } from "../../sim/parse.ts";

const sound = {
  duration: "10m",
  traffic: { rate: "50/s" },
  versions: [{ id: "stable" }, { id: "candidate" }],
  strategies: [{ type: "stay" }],
};

function reportWith(fields: object): string[] {
  const read = readScenario({ ...sound, ...fields });
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
}

const rate = (fields: object) => ({ versions: [{ id: "stable", ...fields }] });
const at = "versions[0].";
const anyLatency = 'expected a latency: {"p50", "p99"}, {"mean"}, {"constant"} or {"quantiles"}';

test.each<[object, string]>([
  [{ errorRate: 5 }, 'errorRate: expected a share in [0, 1], got 5; did you mean "5%"?'],
  [
    { errorRate: {} },
    'errorRate: expected a share in [0, 1], {"beta": [a, b]} or {"choice": [[p, share], ...]}, got {}',
  ],
  [
    { reward: { choise: [] } },
    'reward: expected a share in [0, 1], {"beta": [a, b]} or {"choice": [[p, share], ...]}, got {"choise":[]}; did you mean "choice"?',
  ],
  [
    { errorRate: { beta: [0, 3] } },
    "errorRate.beta[0]: expected a number in [0.01, 1000000], got 0",
  ],
  [{ errorRate: { beta: 3 } }, "errorRate.beta: expected two numbers [a, b], got 3"],
  [
    {
      errorRate: {
        choice: [
          [0.5, 0],
          [0.4, 1],
        ],
      },
    },
    "errorRate.choice: expected probabilities that sum to 1, got 0.9",
  ],
  [{ errorRate: { choice: [] } }, "errorRate.choice: expected at least 1 item, got []"],
  [
    { errorRate: { choice: [0.5] } },
    'errorRate.choice[0]: expected a pair [probability, value] like [0.1, "5%"], got 0.5',
  ],
  [
    { latency: { choice: [[1, "50ms"]] } },
    `latency.choice[0][1]: ${anyLatency}, got "50ms"; did you mean {"constant": "50ms"}?`,
  ],
  [{ latency: { beta: [1, 2] } }, `latency: ${anyLatency}, got {"beta":[1,2]}`],
  [
    { bySegment: { all: { errorRate: { beta: [1] } } } },
    "bySegment.all.errorRate.beta: expected two numbers [a, b], got [1]",
  ],
])("a rate: %j", (fields, problem) => {
  expect(reportWith(rate(fields))).toEqual([at + problem]);
});

test("noise and incidents: everything at once", () => {
  expect(
    reportWith({
      noise: { every: 0, memory: 2, erorRate: 0.3 },
      incidents: [
        { for: "1m" },
        { every: "1m", for: "0s", version: "x", segment: "y", times: {} },
        { every: "1m", for: { men: 3 }, set: { errorRate: 1 }, add: { reward: -0.1 } },
        7,
      ],
    }),
  ).toEqual([
    'noise.every: expected a duration above zero, like "30m", got 0',
    'noise.memory: expected a share in [0, 1], got 2; did you mean "2%"?',
    'noise.erorRate: no such field; did you mean "errorRate"?',
    'incidents[0].every: expected a duration like "30m", got nothing',
    "incidents[0]: expected exactly one of set, add, times, got none",
    'incidents[1].for: expected a duration above zero, like "30m", or {"mean": duration}, got "0s"',
    'incidents[1].version: expected one of *, stable, candidate, got "x"; did you mean "*"?',
    'incidents[1].segment: expected all, got "y"',
    "incidents[1].times: expected at least one of errorRate, reward, latency, got {}",
    'incidents[2].for: expected a duration above zero, like "30m", or {"mean": duration}, got {"men":3}',
    "incidents[2]: expected exactly one of set, add, times, got set and add",
    "incidents[3]: expected an object, got 7",
  ]);
  expect(reportWith({ noise: {} })).toEqual([
    "noise: expected at least one of errorRate, latency, reward, got {}",
  ]);
});

test("what is sound, with its defaults", () => {
  const read = parseScenario({
    ...sound,
    versions: [{ id: "stable", errorRate: { choice: [["25%", "1%"], [0.75, 0]] } }], // prettier-ignore
    noise: { errorRate: 0.3 },
    incidents: [{ every: "2d", for: { mean: "10m" }, times: { latency: 3 } }],
  });
  expect(read.uncertain).toEqual({
    priors: [
      {
        version: 0,
        segment: null,
        rate: "errorRate",
        from: {
          choice: [
            [0.25, 0.01],
            [0.75, 0],
          ],
        },
      },
    ],
    noise: { every: 60, errorRate: 0.3, latency: 0, reward: 0, memory: 0, shared: true },
    incidents: [
      {
        every: 172_800,
        for: { mean: 600 },
        version: "*",
        segment: null,
        effect: { kind: "times", latency: 3 },
      },
    ],
  });
  expect(read.versions[0]!.errorRate).toBe(0.0025);
  expect(Object.isFrozen(read.uncertain!.priors[0]!.from)).toBe(true);
});
