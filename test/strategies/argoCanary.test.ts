// Argo Rollouts' canary, rule by rule, as its controller's code has it. Every transcript is worked out by hand.
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";
import { play, type Actor, type Scene } from "../contract/stage.ts";

const fleet = (count: number, startup: number) => ({ count, startup });
const always = (errorRate: number) => () => errorRate;

/** Both versions with as many pods; stable's start in 20 s, the candidate's in 30 s. */
const both = (count: number, candidate: Partial<Actor> = {}): readonly Actor[] => [
  { id: "stable", pods: fleet(count, 20) },
  { id: "candidate", pods: fleet(count, 30), ...candidate },
];
const bad = { errorRate: always(0.05) };

type Entry = { readonly [parameter: string]: unknown };
const canary = (entry: Entry, scene: Scene) => play({ type: "canary", ...entry }, scene);
const lines = (entry: Entry, scene: Scene) => canary(entry, scene).transcript.split("\n");
const errors = { metric: "errorRate", max: "1%" };

describe("without a router a weight is what whole pods make of it", () => {
  test.each([
    // replicas, weight, what else; candidate and stable asked for at first; in the end; exposure
    ["10 pods at 10%: 1 of 10", 10, 10, {}, [1, 9], [1, 9], "10%"],
    [
      "10 pods at 30%, unavailable 0, surge 3: first 3 and 10",
      10,
      30,
      { maxUnavailable: 0, maxSurge: 3 },
      [3, 10],
      [3, 7],
      "30%",
    ],
    ["1 pod at 5%, surge 1: 1 of 2", 1, 5, { maxSurge: 1 }, [1, 1], [1, 1], "50%"],
    ["1 pod at 95%, surge 1: 1 of 2", 1, 95, { maxSurge: 1 }, [1, 1], [1, 1], "50%"],
    ["5 pods at 5%: 1 of 6, 16.7% of the traffic", 5, 5, {}, [1, 5], [1, 5], "16.7%"],
    [
      "10 pods at 20%, surge 2, unavailable 0: first 2 and 10",
      10,
      20,
      { maxSurge: "20%", maxUnavailable: 0 },
      [2, 10],
      [2, 8],
      "20%",
    ],
    [
      "10 pods at 5% without surge: one leaves for it",
      10,
      5,
      { maxSurge: 0, maxUnavailable: 1 },
      [1, 9],
      [1, 9],
      "10%",
    ],
    [
      "10 pods at 50%, surge 2, unavailable 1: in two stages",
      10,
      50,
      { maxSurge: 2, maxUnavailable: 1 },
      [3, 9],
      [5, 5],
      "50%",
    ],
    // 25% of 5 pods: surge rounds up to 2, unavailable down to 1
    ["5 pods at 40%, the defaults: first 2 and 4", 5, 40, {}, [2, 4], [2, 3], "40%"],
  ])("%s", (_rule, replicas, setWeight, more, first, settled, exposure) => {
    const steps = [{ setWeight }, { pause: {} }];
    const scene = { versions: both(replicas), duration: 200 };
    const at = (duration: number) =>
      canary({ routing: "pods", steps, ...more }, { ...scene, duration }).pods.toReversed();
    expect(at(10)).toEqual(first);
    const end = canary({ routing: "pods", steps, ...more }, scene);
    expect(end.pods.toReversed()).toEqual(settled);
    expect(end.transcript).toContain(`weight [0]: ${exposure} of the traffic to candidate`);
  });

  test("1..99% never is no pod, unless a fleet of one may not grow: then 5% is none", () => {
    const entry = { routing: "pods", maxSurge: 0, maxUnavailable: 1 };
    const one = { versions: both(1), duration: 100 };
    expect(canary({ ...entry, steps: [{ setWeight: 5 }, { pause: {} }] }, one).pods).toEqual([
      1, 0,
    ]);
    const two = { versions: both(2), duration: 100 };
    for (const setWeight of [1, 50, 99])
      expect(canary({ ...entry, steps: [{ setWeight }, { pause: {} }] }, two).pods).toEqual([1, 1]);
  });

  test("5 replicas at 5% serve 16.7% of the requests, in the engine too", () => {
    const scenario = parseScenario({
      name: "five pods",
      duration: "20m",
      traffic: { rate: "50/s", arrivals: "regular" },
      versions: [
        { id: "stable", pods: { count: 5, concurrency: 100 } },
        { id: "candidate", like: "stable" },
      ],
      strategies: [{ type: "canary", routing: "pods", steps: [{ setWeight: 5 }, { pause: {} }] }],
    });
    const run = simulate(scenario, "canary", 1);
    // 60,000 requests, standard error 0.15%
    expect(run.candidateRequests / run.requests).toBeGreaterThan(1 / 6 - 0.006);
    expect(run.candidateRequests / run.requests).toBeLessThan(1 / 6 + 0.006);
    expect(run.outcome).toBe("paused");
  });

  test("a scale of its own means nothing without a router", () => {
    const steps = [{ setScale: { pods: 7 } }, { setWeight: 10 }, { pause: {} }];
    expect(canary({ routing: "pods", steps }, { versions: both(10) }).pods).toEqual([9, 1]);
  });
});

describe("with a router pods follow the weight", () => {
  test.each([
    // replicas, weight, minPods, pods of the candidate
    ["rounded up", 10, 11, 1, 2],
    ["nothing for 0%", 10, 0, 3, 0],
    ["no fewer than minPods", 10, 5, 3, 3],
    ["minPods no more than the fleet", 4, 25, 9, 4],
    ["7% of 100 is 7, whatever floating point makes of it", 100, 7, 1, 7],
  ])("%s", (_rule, replicas, setWeight, minPods, expected) => {
    const steps = [{ setWeight }, { pause: {} }];
    const scene = { versions: both(replicas), duration: 100 };
    expect(canary({ steps, minPods }, scene).pods).toEqual([replicas, expected]);
  });

  test.each([
    ["setScale pods: as many, whatever the weight", { pods: 7 }, 7],
    ["setScale share: of the fleet", { share: 0.35 }, 4],
    ["matchWeight: as the weight says", "matchWeight", 2],
  ])("%s", (_rule, setScale, expected) => {
    const steps = [{ setScale: { pods: 9 } }, { setScale }, { setWeight: 20 }, { pause: {} }];
    expect(canary({ steps }, { versions: both(10), duration: 200 }).pods).toEqual([10, expected]);
  });

  test("steps may be written as in a manifest", () => {
    const argos = [
      { setCanaryScale: { replicas: 2 } },
      { pause: { duration: 30 } },
      { setCanaryScale: { weight: 80 } },
      { pause: { duration: "1m" } },
      { setCanaryScale: { matchTrafficWeight: true } },
    ];
    const ours = [
      { setScale: { pods: 2 } },
      { pause: "30s" },
      { setScale: { share: 0.8 } },
      { pause: "1m" },
      { setScale: "matchWeight" },
    ];
    const scene = { versions: both(10) };
    const seen = lines({ steps: [{ setWeight: 50 }, ...argos] }, scene);
    expect(seen).toEqual(lines({ steps: [{ setWeight: 50 }, ...ours] }, scene));
    expect(seen).toContain("1:00 scale: 8 pods of candidate for 50% of the traffic");
  });

  test("the previous weight serves until the pods of the next are available, minReady after they are ready", () => {
    expect(
      lines(
        {
          minReady: "15s",
          scaleDownDelay: "2m",
          steps: [{ setWeight: 10 }, { pause: "1m" }, { setWeight: 50 }, { pause: "1m" }],
        },
        { versions: both(10) },
      ),
    ).toEqual([
      "0:00 scale: 1 pod of candidate for 10% of the traffic",
      "0:45 weight [0]: 10% of the traffic to candidate",
      "0:45 pause [1]: stays here for 1m",
      "1:45 scale: 5 pods of candidate for 50% of the traffic",
      "2:30 weight [2]: 50% of the traffic to candidate",
      "2:30 pause [3]: stays here for 1m",
      "3:30 scale: all 10 pods of candidate before it takes over",
      "4:15 promote: past the last step: all traffic to candidate",
      "6:15 scale: stable has had no traffic for 2m",
    ]);
  });

  test("without a scaleDownDelay stable's pods leave with the promotion", () => {
    expect(lines({ scaleDownDelay: 0, steps: [] }, { versions: both(2) })).toEqual([
      "0:00 scale: all 2 pods of candidate before it takes over",
      "0:30 promote: past the last step: all traffic to candidate",
      "0:30 scale: stable has no traffic",
    ]);
  });

  test("no available pod, no traffic, whatever the weight", () => {
    const steps = [
      { setWeight: 20 },
      { pause: "1m" },
      { setScale: { pods: 0 } },
      { pause: "1m" },
      { setScale: "matchWeight" },
      { pause: {} },
    ];
    expect(lines({ steps }, { versions: both(10), duration: 300 })).toEqual([
      "0:00 scale: 2 pods of candidate for 20% of the traffic",
      "0:30 weight [0]: 20% of the traffic to candidate",
      "0:30 pause [1]: stays here for 1m",
      "1:30 weight: 0% of the traffic to candidate: it has no pods for 20%",
      "1:30 scale: 0 pods of candidate for 20% of the traffic",
      "1:30 pause [3]: stays here for 1m",
      "2:30 scale: 2 pods of candidate for 20% of the traffic",
      "3:00 weight: 20% of the traffic to candidate",
      "3:00 pause [5]: waits for a person",
    ]);
  });

  test("a weight no step has set is 0: checks come before any traffic", () => {
    const steps = [{ analysis: { checks: [{ ...errors, noData: "pass" }] } }, { pause: {} }];
    expect(canary({ steps }, { duration: 300 }).served).toEqual([1500, 0, 0]);
  });
});

describe("dynamicStableScale: stable keeps what its traffic needs", () => {
  const steps = [{ setWeight: 50 }, { pause: "1m" }, { setWeight: 20 }, { pause: "1m" }];

  test("the higher of what it serves and what it is to serve; nothing after the promotion", () => {
    expect(lines({ dynamicStableScale: true, steps }, { versions: both(10) })).toEqual([
      "0:00 scale: 5 pods of candidate for 50% of the traffic",
      "0:30 weight [0]: 50% of the traffic to candidate",
      "0:30 scale: 5 pods of stable for 50% of the traffic",
      "0:30 pause [1]: stays here for 1m",
      "1:30 scale: 8 pods of stable for 80% of the traffic",
      "1:30 weight [2]: 20% of the traffic to candidate",
      "1:30 scale: 2 pods of candidate for 20% of the traffic",
      "1:30 pause [3]: stays here for 1m",
      "2:30 scale: all 10 pods of candidate before it takes over",
      "3:00 promote: past the last step: all traffic to candidate",
      "3:00 scale: stable has no traffic",
    ]);
  });

  const failing = {
    dynamicStableScale: true,
    checks: [{ ...errors, delay: "90s" }],
    steps: [{ setWeight: 50 }, { pause: "5m" }],
  };
  const scene = { rate: 50, versions: both(10, bad), duration: 300 };
  const untilTheAbort = [
    "0:00 scale: 5 pods of candidate for 50% of the traffic",
    "0:30 weight [0]: 50% of the traffic to candidate",
    "0:30 scale: 5 pods of stable for 50% of the traffic",
    "0:30 pause [1]: stays here for 5m",
    "1:30 check: error rate 5% (75 of 1501) > 1%",
    "1:30 rollback: error rate 5% (75 of 1501) > 1% for the 1st check, limit 0",
    "1:30 scale: all 10 pods of stable, to go back to",
    "1:50 weight: 0% of the traffic to candidate: 10 of 10 pods of stable are available",
  ];

  test("an abort gives the traffic back as stable's pods become available, and pods leave with it", () => {
    const played = canary(failing, scene);
    expect(played.transcript.split("\n")).toEqual([
      ...untilTheAbort,
      "1:50 scale: 0 pods of candidate for what traffic it still has",
    ]);
    const rollback = played.decisions.find(({ kind }) => kind === "rollback");
    expect(rollback?.weights).toEqual({ stable: 0.5, candidate: 0.5 });
  });

  test("a delay that was asked for begins when stable is there in full", () => {
    expect(lines({ ...failing, abortScaleDownDelay: "1m" }, scene)).toEqual([
      ...untilTheAbort,
      "2:50 scale: candidate has had no traffic for 1m",
    ]);
  });

  test.each([
    // steps; pods of stable and candidate once they have settled
    [
      "a scale of pods counts as no weight: stable stays whole",
      [{ setWeight: 50 }, { setScale: { pods: 7 } }],
      1,
      [10, 7],
    ],
    [
      "a scale of a share counts as that",
      [{ setWeight: 20 }, { setScale: { share: 0.6 } }],
      1,
      [8, 6],
    ],
    ["no fewer than minPods of either", [{ setWeight: 90 }], 4, [4, 9]],
    ["none of them for nothing", [{ setWeight: 100 }], 4, [0, 10]],
  ])("%s", (_rule, steps, minPods, expected) => {
    const entry = { dynamicStableScale: true, minPods, steps: [...steps, { pause: {} }] };
    expect(canary(entry, { versions: both(10), duration: 200 }).pods).toEqual(expected);
  });

  test("without a delay (0: for ever) the candidate's pods stay when the traffic has left", () => {
    const { decisions, pods } = canary({ ...failing, abortScaleDownDelay: 0 }, scene);
    expect(decisions.at(-1)).toMatchObject({ kind: "weight", at: 110 });
    expect(pods).toEqual([10, 5]);
  });

  test("in whole percents: of 3 pods at 60% stable has kept 2, which take 66% at once, and all when the third is there", () => {
    const { decisions } = canary(
      { ...failing, steps: [{ setWeight: 60 }, { pause: "5m" }] },
      { ...scene, versions: both(3, bad) },
    );
    const routed = decisions.filter(({ weights }) => weights !== undefined);
    expect(routed.map(({ at, weights }) => [at, weights])).toEqual([
      [30, { stable: 0.4, candidate: 0.6 }],
      [90, { stable: 0.66, candidate: 0.34 }],
      [110, { stable: 1, candidate: 0 }],
    ]);
  });
});

describe("an abort of routed traffic", () => {
  const failing = {
    checks: [{ ...errors, delay: "90s" }],
    steps: [{ setWeight: 50 }, { pause: "5m" }],
  };
  const scene = { rate: 50, versions: both(10, bad), duration: 3600 };
  const rolledBack = {
    kind: "rollback",
    at: 90,
    weights: { stable: 1, candidate: 0 },
  };

  test.each([
    ["weight 0 at once, pods half a minute later", {}, 120],
    ["or as long as abortScaleDownDelay says", { abortScaleDownDelay: "5m" }, 390],
    ["0 is for ever", { abortScaleDownDelay: "0s" }, undefined],
  ])("%s", (_rule, more, leftAt) => {
    const { decisions, pods } = canary({ ...failing, ...more }, scene);
    const after = decisions.slice(decisions.findIndex(({ kind }) => kind === "rollback"));
    expect(after[0]).toMatchObject(rolledBack);
    expect(after[1]?.at).toBe(leftAt);
    expect(pods).toEqual([10, leftAt === undefined ? 5 : 0]);
  });
});

describe("background analysis", () => {
  const docsExample = {
    startingStep: 2,
    checks: [{ ...errors, every: "5m", failureLimit: 3, window: "5m" }],
    steps: [20, 40, 60, 80].flatMap((setWeight) => [{ setWeight }, { pause: "10m" }]),
  };

  test("Argo's docs, every 5m, failureLimit 3, from the step of 40%: no abort before minute 25", () => {
    const dead = [{ id: "stable" }, { id: "candidate", errorRate: always(1) }];
    expect(lines(docsExample, { rate: 10, duration: 3600, versions: dead })).toEqual([
      "0:00 weight [0]: 20% of the traffic to candidate",
      "0:00 pause [1]: stays here for 10m",
      "10:00 check: error rate 100% (599 of 599) > 1%",
      "10:00 weight [2]: 40% of the traffic to candidate",
      "10:00 pause [3]: stays here for 10m",
      "15:00 check: error rate 100% (1200 of 1200) > 1%",
      "20:00 check: error rate 100% (1200 of 1200) > 1%",
      "20:00 weight [4]: 60% of the traffic to candidate",
      "20:00 pause [5]: stays here for 10m",
      "25:00 check: error rate 100% (1800 of 1800) > 1%",
      "25:00 rollback: error rate 100% (1800 of 1800) > 1% for the 4th check, limit 3",
    ]);
  });

  test.each([0, 1, 2, 3, 4])(
    "starts when the current step is %i or later, 0-based, whatever was before",
    (startingStep) => {
      const steps = [10, 20].flatMap((setWeight) => [{ setWeight }, { pause: "1m" }]);
      const checks = [{ ...errors, name: "late", noData: "pass", count: 1 }];
      const { decisions } = canary({ steps, analysis: [{ startingStep, checks }] }, {});
      const first = decisions.find(({ kind }) => kind === "check")?.at;
      expect(first).toBe([0, 0, 60, 60, 120][startingStep]);
    },
  );

  test("one that starts at a step there is none of never starts", () => {
    const steps = [{ setWeight: 10 }, { pause: "1m" }];
    const { decisions } = canary({ steps, startingStep: 3, checks: [errors] }, { duration: 200 });
    expect(decisions.map(({ kind }) => kind)).toEqual(["weight", "pause", "promote"]);
  });

  test("is ended by the full promotion: steps do not wait for its count", () => {
    const steps = [{ setWeight: 10 }, { pause: "90s" }];
    const checks = [{ ...errors, count: 100, delay: "1m" }];
    const { decisions } = canary({ steps, checks }, { duration: 600 });
    expect(decisions.filter(({ kind }) => kind === "check").map(({ at }) => at)).toEqual([60]);
    expect(decisions.at(-1)).toMatchObject({ kind: "promote", at: 90 });
  });

  test("begins with its step, before pods are there", () => {
    const checks = [{ ...errors, noData: "pass", count: 1 }];
    const { decisions } = canary({ checks }, { versions: both(10) });
    expect(decisions.find(({ kind }) => kind === "check")?.at).toBe(0);
  });
});

describe("progressDeadline", () => {
  const never = (more: Partial<Scene> = {}): Scene => ({
    versions: both(10, { pods: fleet(10, 1e6) }),
    duration: 3600,
    ...more,
  });

  test("600 s without progress mark the rollout, and nothing else", () => {
    const steps = [{ setWeight: 10 }];
    expect(lines({ steps }, never())).toEqual([
      "0:00 scale: 1 pod of candidate for 10% of the traffic",
      "10:00 note: degraded: no progress for 10m, 0 of 1 pod of candidate available, 10 of 10 pods of stable available",
    ]);
  });

  test("progressDeadlineAbort aborts", () => {
    const entry = {
      steps: [{ setWeight: 10 }],
      progressDeadline: "2m",
      progressDeadlineAbort: true,
    };
    expect(lines(entry, never())).toEqual([
      "0:00 scale: 1 pod of candidate for 10% of the traffic",
      "2:00 rollback: degraded: no progress for 2m, 0 of 1 pod of candidate available, 10 of 10 pods of stable available",
      "2:30 scale: candidate has had no traffic for 30s",
    ]);
  });

  test("counts from the last progress: pods one after the other are in time", () => {
    const entry = { routing: "pods", steps: [{ setWeight: 50 }, { pause: {} }], maxSurge: 1 };
    const slow = { maxUnavailable: 0, progressDeadline: "5m" };
    const versions = both(4, { pods: fleet(4, 200) });
    const { decisions } = canary({ ...entry, ...slow }, { versions, duration: 1000 });
    expect(decisions.filter(({ kind }) => kind === "note")).toEqual([]);
    expect(decisions.at(-1)).toMatchObject({ kind: "pause", at: 400 });
  });

  test.each([
    ["a pause", { pause: "1h" }],
    ["a person", { pause: {} }],
    ["an analysis", { analysis: { checks: [{ ...errors, count: 100, noData: "pass" }] } }],
  ])("%s is not counted", (_what, step) => {
    const entry = { steps: [{ setWeight: 10 }, step], progressDeadline: "1m" };
    const { decisions } = canary(entry, { versions: both(10), duration: 1800 });
    expect(decisions.filter(({ kind }) => kind === "note")).toEqual([]);
  });
});

describe("an experiment", () => {
  const templates = [
    { name: "baseline", version: "stable", weight: 10 },
    { name: "canary", version: "candidate", weight: 10, pods: 2 },
  ];
  const steps = (experiment: object) => [{ setWeight: 20 }, { experiment }, { setWeight: 50 }];

  test("its pods and weights come beside the rollout's, for its duration from when they are available", () => {
    const checks = [{ ...errors, delay: "1m", every: "2m" }];
    const entry = { steps: steps({ duration: "5m", templates, checks }) };
    expect(lines(entry, { rate: 50, versions: both(10), duration: 400 })).toEqual([
      "0:00 scale: 2 pods of candidate for 20% of the traffic",
      "0:30 weight [0]: 20% of the traffic to candidate",
      "0:30 scale: 2 pods of candidate more: experiment baseline, canary",
      "0:30 scale: 1 pod of stable more: experiment baseline, canary",
      "1:00 weight [1]: 30% of the traffic to candidate, 10% of it: experiment baseline, canary",
      "2:00 check: error rate 0% (0 of 900) <= 1%",
      "4:00 check: error rate 0% (0 of 901) <= 1%",
      "6:00 check: error rate 0% (0 of 901) <= 1%",
      "6:00 weight [1]: 20% of the traffic to candidate: experiment baseline, canary has ended: its 5m are over",
      "6:00 scale: 2 pods of candidate again: experiment baseline, canary has ended: its 5m are over",
      "6:00 scale: 10 pods of stable again: experiment baseline, canary has ended: its 5m are over",
      "6:00 scale: 5 pods of candidate for 50% of the traffic",
      "6:30 weight [2]: 50% of the traffic to candidate",
      "6:30 scale: all 10 pods of candidate before it takes over",
    ]);
  });

  test("a failed check aborts the rollout", () => {
    const checks = [{ ...errors, delay: "1m", count: 3 }];
    const entry = { steps: steps({ templates, checks }) };
    expect(lines(entry, { rate: 50, versions: both(10, bad) }).slice(4)).toEqual([
      "1:00 weight [1]: 30% of the traffic to candidate, 10% of it: experiment baseline, canary",
      "2:00 check: error rate 5% (45 of 900) > 1%",
      "2:00 rollback: error rate 5% (45 of 900) > 1% for the 1st check, limit 0",
      "2:00 scale: 2 pods of candidate again: the rollout is aborted",
      "2:00 scale: 10 pods of stable again: the rollout is aborted",
      "2:30 scale: candidate has had no traffic for 30s",
    ]);
  });

  test.each([
    // what it is given; when it has ended, its pods being there at 1:00
    ["without a duration it ends when its checks have passed", {}, 180],
    ["with one it goes on", { duration: "10m" }, 660],
    [
      "unless its checks are all that is required",
      { duration: "10m", requiredForCompletion: true },
      180,
    ],
  ])("%s", (_rule, more, endsAt) => {
    const checks = [{ ...errors, delay: "1m", count: 2 }];
    const entry = { steps: steps({ templates, checks, ...more }) };
    const { decisions } = canary(entry, { rate: 50, versions: both(10) });
    const back = decisions.filter(({ kind, step }) => kind === "weight" && step === 1);
    expect(back.map(({ at }) => at)).toEqual([60, endsAt]);
  });

  test("an inconclusive one is run anew after a person approved", () => {
    const band = { metric: "errorRate", max: "9%", inconclusive: { min: "1%" } };
    const checks = [{ ...band, delay: "1m", count: 1 }];
    const better = { errorRate: (at: number) => (at < 130 ? 0.05 : 0) };
    const entry = { steps: steps({ templates, checks }) };
    const scene = { rate: 50, versions: both(10, better), approvesAfter: 60, duration: 290 };
    expect(lines(entry, scene).slice(4)).toEqual([
      "1:00 weight [1]: 30% of the traffic to candidate, 10% of it: experiment baseline, canary",
      "2:00 check: error rate 5% (45 of 900) is inconclusive (from 1% to 9%)",
      "2:00 weight [1]: 20% of the traffic to candidate: experiment baseline, canary is inconclusive",
      "2:00 scale: 2 pods of candidate again: experiment baseline, canary is inconclusive",
      "2:00 scale: 10 pods of stable again: experiment baseline, canary is inconclusive",
      "2:00 pause [1]: inconclusive, waits for a person: error rate 5% (45 of 900) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "3:00 resume [1]: a person approved",
      "3:00 scale: 2 pods of candidate more: experiment baseline, canary",
      "3:00 scale: 1 pod of stable more: experiment baseline, canary",
      "3:30 weight [1]: 30% of the traffic to candidate, 10% of it: experiment baseline, canary",
      "4:30 check: error rate 0% (0 of 900) <= 9%",
      "4:30 weight [1]: 20% of the traffic to candidate: experiment baseline, canary has ended: the check passed: error rate 0% (0 of 900) <= 9%",
      "4:30 scale: 2 pods of candidate again: experiment baseline, canary has ended: the check passed: error rate 0% (0 of 900) <= 9%",
      "4:30 scale: 10 pods of stable again: experiment baseline, canary has ended: the check passed: error rate 0% (0 of 900) <= 9%",
      "4:30 scale: 5 pods of candidate for 50% of the traffic",
    ]);
  });

  test("pods that are past the progress deadline fail it, and so the rollout", () => {
    const slow = { id: "stable", pods: fleet(10, 1e6) };
    const entry = { steps: steps({ templates, duration: "5m" }), progressDeadline: "3m" };
    const { decisions } = canary(entry, { versions: [slow, both(10)[1]!], duration: 600 });
    const rollback = decisions.find(({ kind }) => kind === "rollback");
    // the candidate's came at 1:00; since then nothing moves
    expect(rollback).toMatchObject({
      at: 240,
      reason:
        "degraded: no progress for 3m, 4 of 4 pods of candidate available, 10 of 11 pods of stable available",
    });
  });

  test("without a router its pods are pods like others: traffic finds them", () => {
    const canaryOnly = [{ name: "canary", version: "candidate", pods: 2 }];
    const entry = { routing: "pods", steps: steps({ duration: "1m", templates: canaryOnly }) };
    expect(lines(entry, { versions: both(10), duration: 125 })).toEqual([
      "0:00 scale: 2 pods of candidate: pods for 20% of the traffic",
      "0:00 scale: 8 pods of stable: pods for 20% of the traffic",
      "0:30 weight [0]: 20% of the traffic to candidate: 2 of 10 ready pods are its",
      "0:30 scale: 2 pods of candidate more: experiment canary",
      "1:00 weight: 33.3% of the traffic to candidate: 4 of 12 ready pods are its",
      "2:00 scale: 2 pods of candidate again: experiment canary has ended: its 1m are over",
      "2:00 scale: 5 pods of candidate: pods for 50% of the traffic",
      "2:00 scale: 6 pods of stable: pods for 50% of the traffic",
      "2:00 weight [2]: 25% of the traffic to candidate: 2 of 8 ready pods are its",
    ]);
  });
});

describe("what an analysis makes of a rollout: failed and error abort, inconclusive waits for a person", () => {
  const ends = {
    failed: { metric: "errorRate", max: "1%" },
    error: {
      metric: "errorRate",
      max: "1%",
      noData: "error",
      consecutiveErrorLimit: 0,
      of: "idle",
    },
    inconclusive: { metric: "errorRate", max: "9%", inconclusive: { min: "1%" } },
  };
  const versions = [{ id: "stable" }, { id: "candidate", ...bad }, { id: "idle" }];
  const places = {
    background: (check: object) => ({
      checks: [check],
      steps: [{ setWeight: 50 }, { pause: "9m" }],
    }),
    step: (check: object) => ({
      steps: [{ setWeight: 50 }, { analysis: { checks: [{ ...check, count: 1 }] } }],
    }),
    experiment: (check: object) => ({
      steps: [
        { setWeight: 50 },
        { experiment: { templates: [{ name: "a", version: "candidate" }], checks: [check] } },
      ],
    }),
  };
  const cases = Object.keys(places).flatMap((place) =>
    Object.keys(ends).map((end) => [place, end] as const),
  );

  test.each(cases)("%s, %s", (place, end) => {
    const check = { ...ends[end as keyof typeof ends], delay: "2m" };
    const entry = places[place as keyof typeof places](check);
    const { decisions } = canary(entry, { versions, candidate: 1, rate: 50, duration: 400 });
    const [last] = decisions.filter(({ kind, at }) => kind !== "check" && at >= 120).slice(-1);
    expect(last).toMatchObject({ at: 120, kind: end === "inconclusive" ? "pause" : "rollback" });
    if (end !== "inconclusive") expect(last?.weights).toMatchObject({ stable: 1, candidate: 0 });
  });

  test("inconclusiveLimit 3: the 4th pauses it, 15 s after the first of every 5 s, and nothing aborts", () => {
    const band = { ...ends.inconclusive, inconclusiveLimit: 3, every: "5s" };
    const entry = { startingStep: 1, checks: [band], steps: [{ setWeight: 50 }, { pause: "2m" }] };
    const always = { id: "candidate", errorRate: () => 0.05, pods: fleet(2, 30) };
    const { decisions } = canary(entry, {
      versions: [{ id: "stable", pods: fleet(2, 20) }, always],
      rate: 50,
      scrape: 1,
      window: 5,
      duration: 3600,
      approvesAfter: 1e5,
    });
    const checks = decisions.filter(
      ({ kind, measure }) => kind === "check" && measure?.value !== null,
    );
    const [first] = checks;
    expect(checks.slice(0, 4).map(({ at }) => at - first!.at)).toEqual([0, 5, 10, 15]);
    expect(decisions.at(-1)).toMatchObject({ kind: "pause", at: first!.at + 15 });
  });
});

describe("where Argo's docs and its code differ on failureLimit", () => {
  const failing = (count: number) => ({
    errorRate: (at: number) => (at < 60 * count - 30 ? 1 : 0),
  });
  const notes = (entry: Entry, candidate: Partial<Actor>) => {
    const versions = [{ id: "stable" }, { id: "candidate", ...candidate }];
    const { decisions } = canary(entry, { versions, rate: 50, window: 15, duration: 1200 });
    return decisions
      .filter(({ kind }) => kind === "note" || kind === "promote" || kind === "rollback")
      .map(({ kind, reason }) => (kind === "note" ? reason : kind));
  };
  const check = { ...errors, delay: "1m", failureLimit: 2 };
  const steps = [{ setWeight: 50 }, { pause: "6m" }];
  const said =
    "errorRate failed 2 times, as often as its limit: Argo's docs would go back, its code wants one more";

  test.each([
    ["one failure of two: neither would", 2, ["promote"]],
    ["two of two: the docs would go back, the code does not", 3, ["promote", said]],
    ["three of two: both do", 4, ["rollback"]],
  ])("%s", (_rule, until, expected) => {
    expect(notes({ steps, checks: [check] }, failing(until))).toEqual(expected);
  });

  test("in an analysis step, too, and not of a dry run", () => {
    const step = [{ setWeight: 50 }, { analysis: { checks: [{ ...check, count: 4 }] } }];
    expect(notes({ steps: step }, failing(3))).toEqual([said, "promote"]);
    expect(notes({ steps, checks: [{ ...check, dryRun: true }] }, failing(3))).toEqual(["promote"]);
  });
});
