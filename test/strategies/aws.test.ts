// AWS CodeDeploy and Amazon SageMaker, as their documentation and API models have them.
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { play, type Actor, type Scene } from "../contract/stage.ts";

const MINUTE = 60;
const stable: Actor = { id: "stable" };
const bad: Actor = { id: "candidate", errorRate: () => 0.05 };
const goesBadAt = (second: number): Actor => ({
  id: "candidate",
  errorRate: (at) => (at >= second ? 0.05 : 0),
});
const withPods = (count: number, startup: number, candidate: Actor = { id: "candidate" }) => [
  { id: "stable", pods: { count, startup: 20 } },
  { ...candidate, pods: { count, startup } },
];
const alarm = { metric: "errorRate", max: "1%" };

type Entry = { type: string; [parameter: string]: unknown };
const codeDeploy = (parameters: object = {}): Entry => ({ type: "codeDeploy", ...parameters });
const sageMaker = (parameters: object = {}): Entry => ({ type: "sageMaker", ...parameters });

/** The candidate's percentage from each moment at which it is routed, and the last of them when it is promoted. */
const shifts = (entry: Entry, scene: Scene = {}) =>
  play(entry, { rate: 0, duration: 3 * 3600, ...scene })
    .decisions.filter(({ weights }) => weights !== undefined)
    .map(({ at, weights }) => [at / MINUTE, Math.round(weights!["candidate"]! * 100)]);
const end = (entry: Entry, scene: Scene = {}) =>
  play(entry, scene).decisions.find(({ kind }) => kind === "promote" || kind === "rollback");
const lines = (entry: Entry, scene: Scene = {}) =>
  play(entry, scene)
    .transcript.split("\n")
    .filter((line) => !/ check: | pause/.test(line))
    .map((line) => line.replace(/ is in ALARM: .*/, " is in ALARM"));
const problems = (entry: Entry): readonly string[] => {
  try {
    parseScenario({
      name: "one",
      duration: "1h",
      traffic: { rate: 1 },
      versions: [{ id: "stable" }, { id: "candidate" }],
      strategies: [entry],
    });
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
};

const tenTimes = (every: number) => Array.from({ length: 10 }, (_, i) => [i * every, (i + 1) * 10]);

describe("CodeDeploy: predefined configurations shift traffic at their times", () => {
  test.each<[string, number[][]]>([
    ["LambdaAllAtOnce", [[0, 100]]],
    ["ECSAllAtOnce", [[0, 100]]],
    [
      "LambdaCanary10Percent5Minutes",
      [
        [0, 10],
        [5, 100],
      ],
    ],
    [
      "LambdaCanary10Percent10Minutes",
      [
        [0, 10],
        [10, 100],
      ],
    ],
    [
      "LambdaCanary10Percent15Minutes",
      [
        [0, 10],
        [15, 100],
      ],
    ],
    [
      "LambdaCanary10Percent30Minutes",
      [
        [0, 10],
        [30, 100],
      ],
    ],
    [
      "ECSCanary10Percent5Minutes",
      [
        [0, 10],
        [5, 100],
      ],
    ],
    [
      "ECSCanary10Percent15Minutes",
      [
        [0, 10],
        [15, 100],
      ],
    ],
    ["LambdaLinear10PercentEvery1Minute", tenTimes(1)],
    ["LambdaLinear10PercentEvery2Minutes", tenTimes(2)],
    ["LambdaLinear10PercentEvery3Minutes", tenTimes(3)],
    ["LambdaLinear10PercentEvery10Minutes", tenTimes(10)],
    ["ECSLinear10PercentEvery1Minutes", tenTimes(1)],
    ["ECSLinear10PercentEvery3Minutes", tenTimes(3)],
    [
      "Canary10Percent5Minutes",
      [
        [0, 10],
        [5, 100],
      ],
    ],
    ["Linear10PercentEvery1Minute", tenTimes(1)],
  ])("%s", (name, expected) => {
    expect(shifts(codeDeploy({ deploymentConfig: name }))).toEqual(expected);
    if (!/^(Lambda|ECS)/.test(name)) return; // short for one of them
    expect(shifts(codeDeploy({ deploymentConfig: `CodeDeployDefault.${name}` }))).toEqual(expected);
  });

  test("Canary10Percent5Minutes is the default", () => {
    expect(shifts(codeDeploy())).toEqual([
      [0, 10],
      [5, 100],
    ]);
  });

  test("configurations of one's own: TimeBasedCanary and TimeBasedLinear", () => {
    const canary = { timeBasedCanary: { percentage: 25, interval: "7m" } };
    const linear = { timeBasedLinear: { percentage: 40, interval: "2m" } };
    expect(shifts(codeDeploy({ deploymentConfig: canary }))).toEqual([
      [0, 25],
      [7, 100],
    ]);
    expect(shifts(codeDeploy({ deploymentConfig: linear }))).toEqual([
      [0, 40],
      [2, 80],
      [4, 100],
    ]);
  });

  test("a name that is none is told what was meant, and so is a percentage out of 1 to 99", () => {
    expect(problems(codeDeploy({ deploymentConfig: "Canary10Percent5Minute" })).join()).toContain(
      'did you mean "Canary10Percent5Minutes"?',
    );
    const none = { timeBasedCanary: { percentage: 100, interval: "7m" } };
    expect(problems(codeDeploy({ deploymentConfig: none })).join()).toContain("[1, 99]");
    expect(
      problems(codeDeploy({ alarms: Array.from({ length: 11 }, () => alarm) })).join(),
    ).toContain("10");
  });
});

describe("CodeDeploy: EC2 instances in place", () => {
  test("OneAtATime: one instance out of service at a time", () => {
    expect(
      lines(codeDeploy({ deploymentConfig: "OneAtATime" }), { versions: withPods(3, 30) }),
    ).toEqual([
      "0:00 note: no alarms: nothing can roll this back",
      "0:00 scale: 1 pod of candidate: 100% of the fleet to candidate",
      "0:00 scale: 2 pods of stable: 100% of the fleet to candidate",
      "0:30 scale: 2 pods of candidate: 100% of the fleet to candidate",
      "0:30 scale: 1 pod of stable: 100% of the fleet to candidate",
      "0:30 weight: 50% of the traffic to candidate: 1 of 2 ready pods are its",
      "1:00 scale: 3 pods of candidate: 100% of the fleet to candidate",
      "1:00 scale: 0 pods of stable: 100% of the fleet to candidate",
      "1:00 weight: 100% of the traffic to candidate: 2 of 2 ready pods are its",
      "1:30 promote: every pod is candidate's: done",
    ]);
  });

  test("HalfAtATime: half of the instances, rounded down, at a time", () => {
    const { decisions } = play(codeDeploy({ deploymentConfig: "HalfAtATime" }), {
      versions: withPods(5, 30),
    });
    const scaled = decisions
      .filter(({ kind }) => kind === "scale")
      .map(({ at, reason }) => `${at} ${reason.split(":")[0]}`);
    expect(scaled).toEqual([
      "0 2 pods of candidate",
      "0 3 pods of stable",
      "30 4 pods of candidate",
      "30 1 pod of stable",
      "60 5 pods of candidate",
      "60 0 pods of stable",
    ]);
  });

  test("AllAtOnce: nobody serves until the instances are back", () => {
    const played = play(codeDeploy({ deploymentConfig: "AllAtOnce" }), {
      versions: withPods(4, 60),
    });
    // 5 requests a second for a minute
    expect(played.served).toEqual([0, 8700, 300]);
    expect(played.decisions.at(-1)).toMatchObject({ kind: "promote", at: 60 });
  });

  test("an alarm replaces the old version again, as slowly", () => {
    const entry = codeDeploy({ deploymentConfig: "HalfAtATime", alarms: [alarm] });
    const played = play(entry, { rate: 50, versions: withPods(5, 30, bad) });
    const end = played.decisions.findIndex(({ kind }) => kind === "rollback");
    expect(played.decisions[end]).toMatchObject({ at: 60 });
    expect(played.decisions.at(-1)).toMatchObject({ at: 80, weights: { stable: 1, candidate: 0 } });
    expect(played.pods).toEqual([5, 0]);
  });
});

describe("CodeDeploy: alarms", () => {
  const linear = { deploymentConfig: "LambdaLinear10PercentEvery1Minute" };

  test("without one nothing rolls back, and it says so", () => {
    const played = play(codeDeploy(linear), {
      rate: 50,
      versions: [stable, { ...bad, errorRate: () => 1 }],
    });
    expect(played.decisions[0]!.reason).toBe("no alarms: nothing can roll this back");
    expect(played.decisions.at(-1)).toMatchObject({ kind: "promote", at: 9 * MINUTE });
  });

  test("one in ALARM brings everybody back at once", () => {
    const scene = { rate: 50, versions: [stable, goesBadAt(130)] };
    expect(lines(codeDeploy({ ...linear, alarms: [alarm] }), scene)).toEqual([
      "0:00 weight [0]: 10% of the traffic to candidate",
      "1:00 weight [1]: 20% of the traffic to candidate",
      "2:00 weight [2]: 30% of the traffic to candidate",
      "3:00 rollback: errorRate is in ALARM",
    ]);
  });

  test.each([
    [1, 1, 3],
    [2, 2, 4],
    [3, 2, 4],
    [5, 3, 5],
  ])(
    "of %i periods, %i that breach: ALARM at minute %i when it is bad from minute 2",
    (n, m, minute) => {
      const alarms = [{ ...alarm, evaluationPeriods: n, datapointsToAlarm: m }];
      const scene = { rate: 50, versions: [stable, goesBadAt(120)] };
      expect(end(codeDeploy({ ...linear, alarms }), scene)).toMatchObject({
        kind: "rollback",
        at: minute * MINUTE,
      });
    },
  );

  test("missing data does not breach, unless told to: the opposite of Flagger", () => {
    const silent = { rate: 0 };
    expect(end(codeDeploy({ ...linear, alarms: [alarm] }), silent)).toMatchObject({
      kind: "promote",
    });
    const breaching = { ...alarm, missingData: "breaching" };
    expect(end(codeDeploy({ ...linear, alarms: [breaching] }), silent)).toMatchObject({
      kind: "rollback",
    });
  });

  test("without autoRollback it stops where it stands, until a person goes back", () => {
    const entry = codeDeploy({ ...linear, alarms: [alarm], autoRollback: false });
    const versions = [stable, goesBadAt(130)];
    const alone = play(entry, { rate: 50, versions });
    expect(alone.weights).toEqual([0.7, 0.3]);
    expect(alone.decisions.at(-1)!.kind).toBe("pause");
    expect(end(entry, { rate: 50, versions, approvesAfter: 90 })).toMatchObject({
      kind: "rollback",
      at: 270,
    });
  });

  test("count while the old fleet waits to be terminated", () => {
    const entry = { deploymentConfig: "ECSAllAtOnce", alarms: [alarm] };
    const scene = { rate: 50, versions: withPods(3, 30, goesBadAt(100)) };
    expect(end(codeDeploy(entry), scene)).toMatchObject({ kind: "promote", at: 30 });
    expect(end(codeDeploy({ ...entry, terminationWait: "5m" }), scene)).toMatchObject({
      kind: "rollback",
      at: 120,
    });
  });
});

describe("SageMaker: traffic", () => {
  const wait = { waitInterval: "2m" };

  test("ALL_AT_ONCE is the default, and bakes before it is done", () => {
    expect(shifts(sageMaker(wait))).toEqual([
      [0, 100],
      [2, 100],
    ]);
  });

  test("CANARY: the canary, then the rest, both baked", () => {
    expect(shifts(sageMaker({ ...wait, trafficRouting: "CANARY", canarySize: 15 }))).toEqual([
      [0, 15],
      [2, 100],
      [4, 100],
    ]);
  });

  test.each([
    [10, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]],
    [30, [30, 60, 90, 100]],
    [50, [50, 100]],
  ])("LINEAR by %i: %j, each baked, the last too", (linearStepSize, weights) => {
    const seen = shifts(sageMaker({ ...wait, trafficRouting: "LINEAR", linearStepSize }));
    expect(seen).toEqual([...weights.map((w, i) => [2 * i, w]), [2 * weights.length, 100]]);
  });

  test("the second fleet is there in full before any traffic; the old one stays terminationWait longer", () => {
    const entry = sageMaker({ ...wait, terminationWait: "3m" });
    expect(lines(entry, { versions: withPods(4, 50) })).toEqual([
      "0:00 note: no alarms: nothing can roll this back",
      "0:00 scale: a second fleet: 4 pods of candidate",
      "0:50 weight [0]: 100% of the traffic to candidate",
      "2:50 promote: all traffic is candidate's: done",
      "5:50 scale: stable has had no traffic for 3m",
    ]);
  });

  test.each([
    [30, "rollback", 60],
    [130, "rollback", 180],
    [200, "rollback", 240],
    [241, "promote", 240],
  ])(
    "any alarm in any bake brings everybody back: bad from second %i, %s at %i",
    (from, kind, at) => {
      const entry = { ...wait, trafficRouting: "LINEAR", linearStepSize: 50, alarms: [alarm] };
      // bakes from 0 to 2 and from 2 to 4 minutes
      const scene = { rate: 50, versions: [stable, goesBadAt(from)] };
      expect(end(sageMaker(entry), scene)).toMatchObject({ kind, at });
    },
  );

  test("an alarm before anything bakes only waits", () => {
    const ofAll = { ...alarm, of: "all" };
    const versions = withPods(2, 200).map((actor, v) =>
      v === 0 ? { ...actor, errorRate: () => 0.05 } : actor,
    );
    expect(end(sageMaker({ ...wait, alarms: [ofAll] }), { rate: 50, versions })).toMatchObject({
      kind: "rollback",
      at: 200,
    });
  });

  test("maximumExecutionTimeout rolls back what is not done by then", () => {
    const entry = { waitInterval: "4m", trafficRouting: "LINEAR", linearStepSize: 50 };
    expect(end(sageMaker({ ...entry, maximumExecutionTimeout: "10m" }))).toMatchObject({
      kind: "promote",
      at: 480,
    });
    expect(
      end(sageMaker({ ...entry, linearStepSize: 34, maximumExecutionTimeout: "10m" })),
    ).toMatchObject({
      kind: "rollback",
      at: 600,
      reason: "it is not done 10m after its start, its maximum execution time",
    });
  });

  test.each([
    [{ canarySize: 51 }, "canarySize"],
    [{ linearStepSize: 9 }, "linearStepSize"],
    [{ linearStepSize: 51 }, "linearStepSize"],
    [{ waitInterval: "61m" }, "waitInterval"],
    [{ terminationWait: "61m" }, "terminationWait"],
    [{ maximumExecutionTimeout: "9m" }, "maximumExecutionTimeout"],
    [{ maximumExecutionTimeout: "481m" }, "maximumExecutionTimeout"],
    [{ rollingUpdate: { maximumBatchSize: 4 } }, "rollingUpdate.maximumBatchSize"],
    [{ rollingUpdate: { maximumBatchSize: 51 } }, "rollingUpdate.maximumBatchSize"],
  ])("%j is out of range", (parameters, path) => {
    expect(problems(sageMaker(parameters))).toEqual([
      expect.stringContaining(`strategies[0].${path}: expected`),
    ]);
  });

  test.each([
    { canarySize: 50, linearStepSize: 10 },
    { linearStepSize: 50, waitInterval: "1h", terminationWait: "1h" },
    { maximumExecutionTimeout: "10m", waitInterval: 0 },
    { maximumExecutionTimeout: "8h", rollingUpdate: { maximumBatchSize: 5 } },
    { rollingUpdate: { maximumBatchSize: 50, rollbackMaximumBatchSize: 100 } },
  ])("%j is in range", (parameters) => {
    expect(problems(sageMaker(parameters))).toEqual([]);
  });
});

describe("SageMaker: rolling update", () => {
  const entry = { rollingUpdate: { maximumBatchSize: 50 }, waitInterval: "2m" };

  test("batches come beside what is there, and bake", () => {
    expect(lines(sageMaker(entry), { versions: withPods(4, 30) })).toEqual([
      "0:00 note: no alarms: nothing can roll this back",
      "0:00 scale: 2 pods of candidate: 50% of the fleet to candidate",
      "0:30 scale: 2 pods of stable: 50% of the fleet to candidate",
      "0:30 weight: 50% of the traffic to candidate: 2 of 4 ready pods are its",
      "2:30 scale: 4 pods of candidate: 100% of the fleet to candidate",
      "3:00 scale: 0 pods of stable: 100% of the fleet to candidate",
      "3:00 weight: 100% of the traffic to candidate: 4 of 4 ready pods are its",
      "5:00 promote: every pod is candidate's: done",
    ]);
  });

  test.each([
    [100, ["4:00 4 pods of stable", "4:20 0 pods of candidate"]],
    [
      50,
      [
        "4:00 2 pods of stable",
        "4:20 2 pods of candidate",
        "4:20 4 pods of stable",
        "4:40 0 pods of candidate",
      ],
    ],
  ])(
    "an alarm in the last bake: back in batches of %i%%, as the old instances start",
    (back, expected) => {
      const rollingUpdate = { ...entry.rollingUpdate, rollbackMaximumBatchSize: back };
      const scene = { rate: 50, versions: withPods(4, 30, goesBadAt(200)) };
      const seen = lines(sageMaker({ ...entry, rollingUpdate, alarms: [alarm] }), scene);
      const from = seen.findIndex((line) => line.includes("rollback"));
      const scaled = seen.slice(from).filter((line) => line.includes(" scale: "));
      const short = scaled.map((line) => line.replace(" scale:", "").replace(/: back to.*/, ""));
      expect(short.toSorted()).toEqual(expected.toSorted());
    },
  );
});
