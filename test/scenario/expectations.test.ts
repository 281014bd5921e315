// What may be expected of one run and of many, and what is said of anything else.
import { describe, expect, test } from "vitest";
import { readScenario } from "../../sim/parse.ts";

const document = {
  duration: "1h",
  traffic: { rate: 1 },
  versions: [{ id: "v1" }, { id: "v2" }],
  strategies: [{ type: "canary" }],
};

function read(expectation: unknown): unknown {
  const result = readScenario({ ...document, expect: [expectation] });
  return result.ok
    ? result.scenario.expect[0]
    : result.problems.map(({ path, message }) => `${path}: ${message}`);
}

test("of many runs: shares, percent and durations are read, and 400 runs are meant where nobody says", () => {
  expect(
    read({
      strategy: "canary",
      catch: { min: "95%" },
      falseRollback: { max: 0.02 },
      rolledBackAtSeconds: { max: "10m" },
      harmedUsers: { max: 20 },
      at: { "versions[1].errorRate": "2%" },
    }),
  ).toEqual({
    strategy: "canary",
    runs: 400,
    catch: { min: 0.95 },
    falseRollback: { max: 0.02 },
    rolledBackAtSeconds: { max: 600 },
    harmedUsers: { max: 20 },
    at: { "versions[1].errorRate": "2%" },
  });
  expect(read({ strategy: "canary", runs: 50, paused: { min: 0, max: 0 } })).toMatchObject({
    runs: 50,
  });
});

test("of one run: as before, without a number of runs", () => {
  expect(read({ strategy: "canary", outcome: "promoted" })).toEqual({
    strategy: "canary",
    outcome: "promoted",
  });
});

describe("a mistake is told at its place", () => {
  const mistakes: [expectation: unknown, problems: string[]][] = [
    [
      { strategy: "canary", catch: { min: 2 } },
      ['expect[0].catch.min: expected a share in [0, 1], got 2; did you mean "2%"?'],
    ],
    ...["harmedRequests", "harmedUsers", "errors", "requests", "cost"].map(
      (mean): [unknown, string[]] => [
        { strategy: "canary", [mean]: { min: -2, max: -1 } },
        [
          `expect[0].${mean}.min: expected a number of at least 0, got -2`,
          `expect[0].${mean}.max: expected a number of at least 0, got -1`,
        ],
      ],
    ),
    [{ strategy: "canary", catch: {} }, ["expect[0].catch: expected min, max or both, got {}"]],
    [
      { strategy: "canary", catch: { min: "95%", max: 0.5 } },
      ['expect[0].catch: expected min to be at most max, got {"min":"95%","max":0.5}'],
    ],
    [
      { strategy: "canary", runs: 0, catch: { min: 1 } },
      ["expect[0].runs: expected a whole number in [1, 100000], got 0"],
    ],
    ...[1e9, 100_001, 1e300, 0.5].map((runs): [unknown, string[]] => [
      { strategy: "canary", runs, catch: { min: 1 } },
      [`expect[0].runs: expected a whole number in [1, 100000], got ${runs}`],
    ]),
    [
      { strategy: "canary", runs: 5 },
      [
        "expect[0]: expected one of catch, escape, falseRollback, promoted, rolledBack, paused, running, or the mean of a figure, to check, got none",
      ],
    ],
    [
      { strategy: "canary", catch: { min: 1 }, outcome: "rolledBack", before: "5m" },
      [
        'expect[0].outcome: expected none where many runs are expected something of, got "rolledBack"',
        'expect[0].before: expected none where many runs are expected something of, got "5m"',
      ],
    ],
    [
      { strategy: "canry", catch: { min: 1 } },
      ['expect[0].strategy: expected canary, got "canry"; did you mean "canary"?'],
    ],
    [
      { strategy: "canary", catch: { min: 1 }, at: { "versions[": 1 } },
      ['expect[0].at["versions["]: expected a path like versions[1].errorRate, got "versions["'],
    ],
    [
      { strategy: "canary", catch: { min: 1 }, falseRolback: { max: 0 } },
      ['expect[0].falseRolback: no such field; did you mean "falseRollback"?'],
    ],
    [
      { strategy: "canary", outcome: "promoted", befor: "5m" },
      ['expect[0].befor: no such field; did you mean "before"?'],
    ],
    ["canary", ['expect[0]: expected an object, got "canary"']],
  ];
  test.each(mistakes)("%j", (expectation, problems) => {
    expect(read(expectation)).toEqual(problems);
  });
});
