// What is said of a plan without running it, and that the runs agree.
import { describe, expect, it } from "vitest";
import { parseScenario } from "../sim/parse.ts";
import { planNotes } from "../sim/planNotes.ts";
import { simulate } from "../sim/simulate.ts";

interface Told {
  readonly traffic?: object;
  readonly versions?: readonly object[];
  readonly duration?: string;
  readonly monitor?: object;
}

const scenarioOf = (strategy: object, { traffic, versions, duration, monitor }: Told = {}) =>
  parseScenario({
    duration: duration ?? "2h",
    traffic: { rate: "10/s", ...traffic },
    versions: versions ?? [
      { id: "old", errorRate: 0.005 },
      { id: "new", errorRate: 0.03 },
    ],
    ...(monitor && { monitor }),
    strategies: [{ id: "plan", ...strategy }],
  });

const notesOf = (strategy: object, told?: Told): string =>
  planNotes(scenarioOf(strategy, told)).join("\n");

const STEPS = [{ setWeight: 20 }, { pause: "10m" }, { setWeight: 40 }, { pause: "60m" }];
const ERRORS = { metric: "errorRate", max: "2%", every: "5m", failureLimit: 3, window: "5m" };

describe("what can roll it back, and when", () => {
  it.each([
    ["nothing", { type: "canary", steps: STEPS }, /nothing is checked: nothing can roll this back/],
    ["nothing looks at a rolling update", { type: "rolling" }, /nothing is checked/],
    ["nor at a canary of KServe", { type: "kserve" }, /nothing is checked/],
    [
      "dry runs",
      { type: "canary", steps: STEPS, checks: [{ ...ERRORS, dryRun: true }] },
      /every check is a dry run/,
    ],
    [
      "an answer from outside that is taken to pass",
      { type: "canary", steps: STEPS, checks: [{ judge: "given", every: "1m" }] },
      /answered from outside and taken not to fail: nothing can roll this back here/,
    ],
    [
      "and one that is inconclusive pauses at one more than it puts up with",
      {
        type: "canary",
        steps: STEPS,
        checks: [
          { judge: { type: "given", verdict: "inconclusive" }, every: "1m", inconclusiveLimit: 3 },
        ],
      },
      /nothing can roll this back here; its answers pause it 3m after the start/,
    ],
    [
      "and one that is taken to fail",
      {
        type: "canary",
        steps: STEPS,
        checks: [{ judge: { type: "given", verdict: "fail" }, every: "1m", failureLimit: 2 }],
      },
      /earliest possible abort is 2m after/,
    ],
    [
      "the fourth failure, five minutes apart, from the second weight on",
      { type: "canary", steps: STEPS, checks: [ERRORS], startingStep: 2 },
      /earliest possible abort is 25m after the start, whatever the error rate: about 4800 live/,
    ],
    [
      "a delay comes before the first measurement",
      { type: "canary", steps: STEPS, checks: [{ ...ERRORS, delay: "2m", failureLimit: 0 }] },
      /earliest possible abort is 2m after/,
    ],
    [
      "failures in a row count as well",
      {
        type: "canary",
        steps: STEPS,
        checks: [{ ...ERRORS, failureLimit: 9, consecutiveFailureLimit: 1 }],
      },
      /earliest possible abort is 5m after/,
    ],
    [
      "a check that is over before it has failed too often",
      {
        type: "canary",
        steps: [{ setWeight: 20 }, { pause: "10m" }],
        checks: [ERRORS],
      },
      /errorRate is measured 3 times before the rollout is over \(10m\) and puts up with 3 failures: it can never fail/,
    ],
    [
      "and then nothing can",
      { type: "canary", steps: [{ setWeight: 20 }, { pause: "10m" }], checks: [ERRORS] },
      /no check can fail before the rollout is over: nothing can roll this back/,
    ],
    [
      "a background that starts after the last step",
      { type: "canary", steps: STEPS, checks: [ERRORS], startingStep: 9 },
      /errorRate is not measured/,
    ],
  ])("%s", (_name, strategy, expected) => {
    expect(notesOf(strategy)).toMatch(expected);
  });

  // A first measurement without any data yet is an error, and comes again 10s later: those at once have a delay.
  it.each([
    { type: "canary", steps: STEPS, checks: [ERRORS], startingStep: 2 },
    { type: "canary", steps: STEPS, checks: [{ ...ERRORS, delay: "2m", failureLimit: 0 }] },
    { type: "blueGreen", checks: [{ ...ERRORS, delay: "1m", every: "1m" }] },
    { type: "flagger", interval: "1m", threshold: 2 },
    { type: "flagger", interval: "30s", threshold: 3, iterations: 4, mirror: true },
    { type: "shadow", for: "20m", checks: [{ ...ERRORS, delay: "1m", failureLimit: 1 }] },
  ])("a candidate that always fails goes back then: $type", (strategy) => {
    const broken = [{ id: "old" }, { id: "new", errorRate: 1 }];
    const scenario = scenarioOf(strategy, { versions: broken, traffic: { rate: "50/s" } });
    const said = /earliest possible abort is ((\d+)m)? ?((\d+)s)? ?after/.exec(
      planNotes(scenario).join("\n"),
    );
    const seconds = Number(said?.[2] ?? 0) * 60 + Number(said?.[4] ?? 0);
    const run = simulate(scenario, "plan");
    expect(run.outcome).toBe("rolledBack");
    expect(run.decidedAtSeconds).toBe(seconds);
  });

  it("weights wait for pods, and so does what is measured after them", () => {
    const pods = { count: 10, startup: "30s" };
    const versions = [
      { id: "old", pods },
      { id: "new", pods, errorRate: 1 },
    ];
    const strategy = { type: "canary", steps: STEPS, checks: [ERRORS], startingStep: 2 };
    const scenario = scenarioOf(strategy, { versions });
    expect(planNotes(scenario).join("\n")).toMatch(/earliest possible abort is 25m 30s/);
    expect(simulate(scenario, "plan").decidedAtSeconds).toBe(25 * 60 + 30);
  });

  it("the run may be too short for it", () => {
    const strategy = { type: "canary", steps: STEPS, checks: [ERRORS] };
    expect(notesOf(strategy, { duration: "10m" })).toMatch(/the run ends before that, after 10m/);
    expect(notesOf(strategy, { duration: "30m" })).toMatch(
      /takes 1h 10m to succeed, and the run ends after 30m/,
    );
  });
});

describe("who is waited for", () => {
  const steps = [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }];
  it.each([
    ["a pause", { type: "canary", steps }, /step 1 waits for a person, and nobody is said to come/],
    ["a cutover", { type: "blueGreen", autoPromotion: false }, /the cutover waits for a person/],
    [
      "a gate",
      { type: "flagger", webhooks: [{ type: "gate", on: "confirm-promotion", name: "ok" }] },
      /the ok gate waits for a person/,
    ],
  ])("%s", (_name, strategy, expected) => {
    expect(notesOf(strategy)).toMatch(expected);
    const operator = { approvesAfter: "5m" };
    expect(notesOf({ ...strategy, operator })).not.toMatch(/waits for a person/);
  });
});

describe("weights made of pods", () => {
  const real = (count: number, weight: number) =>
    notesOf(
      { type: "canary", routing: "pods", steps: [{ setWeight: weight }, { pause: "5m" }] },
      {
        versions: [
          { id: "old", pods: { count } },
          { id: "new", pods: { count } },
        ],
      },
    );
  it("5% of 5 pods is 1 of 6", () => {
    expect(real(5, 5)).toMatch(/setWeight 5% is 1 pod of 6, really 16.7%/);
  });
  it("5% of 1 pod is 1 of 2", () => {
    expect(real(1, 5)).toMatch(/setWeight 5% is 1 pod of 2, really 50%/);
  });
  it("10% of 10 pods is 1 of 10: nothing to say", () => {
    expect(real(10, 10)).not.toMatch(/really/);
  });
});

describe("Flagger", () => {
  it("takes 8 intervals where its documentation counts 5", () => {
    expect(notesOf({ type: "flagger" })).toMatch(/8 intervals \(8m\).*not 5/);
  });

  it("with a threshold above its passes, one that fails half of the time is promoted", () => {
    // P(5 heads before 15 tails) = P(at least 5 heads in 19) = 1 - 5036/2^19
    expect(notesOf({ type: "flagger", threshold: 15 })).toMatch(
      /5 passed checks promote, 15 failed ones roll back: .* is promoted 99% of the time/,
    );
    expect(notesOf({ type: "flagger", threshold: 5 })).not.toMatch(/passed checks promote/);
  });

  it("a load generator dilutes what its checks see", () => {
    const load = { type: "load", rate: "20/s" };
    expect(notesOf({ type: "flagger", webhooks: [load] })).toMatch(
      /20 requests a second beside 1 live ones at 10%: 95% of what its checks see is synthetic/,
    );
    // divided as live requests are: a tenth of 20
    expect(notesOf({ type: "flagger", webhooks: [{ ...load, target: "split" }] })).toMatch(
      /2 requests a second beside 1 live ones at 10%: 67% of what its checks see is synthetic/,
    );
    expect(notesOf({ type: "flagger", iterations: 5, webhooks: [load] })).toMatch(
      /at first all the candidate is measured by is a load generator/,
    );
  });

  it("without live traffic the first check finds nothing of the load generator that starts with it", () => {
    const strategy = {
      type: "flagger",
      iterations: 5,
      webhooks: [{ type: "load", rate: "20/s" }],
      metrics: [{ metric: "successRate", min: "99%", window: "1m" }],
    };
    expect(notesOf(strategy)).toMatch(
      /1 of 6 measurements of successRate would see about 0 requests in 1m: 100% of the time there are none, which is a failed check/,
    );
    const run = simulate(
      scenarioOf(strategy, { versions: [{ id: "old" }, { id: "new" }] }),
      "plan",
    );
    const failed = run.decisions.filter(({ reason }) => reason.startsWith("failed checks"));
    expect(failed.map(({ at }) => at)).toEqual([120]);
  });
});

describe("what a check can see at this traffic", () => {
  const canary = (check: object, weight = 10) => ({
    type: "canary",
    steps: [{ setWeight: weight }, { pause: "5m" }, { analysis: { checks: [check] } }],
  });
  const check = { metric: "errorRate", max: "1%", window: "1m" };

  it.each([
    [
      "30 requests hold 0.9 of its errors: more often than not it fails, and nothing is said",
      canary({ ...check, max: "2%" }, 5),
      {},
      /the measurement of errorRate \(step 2\) would mostly miss .* 3% .*about 30 requests in 1m, of which about 0.9 are, and it fails 59%/,
      false,
    ],
    [
      "6 requests hold 0.2 errors, and pass 83% of the time",
      canary(check, 1),
      {},
      /about 6 requests in 1m, of which about 0.18 are, and it fails 16% of the time/,
      true,
    ],
    [
      "none at all, most of the time",
      canary(check, 0.1),
      {},
      /would see about 0.6 requests in 1m: 55% of the time there are none, which is an error/,
      true,
    ],
    [
      "and what that comes to",
      canary({ ...check, noData: "fail" }, 0.1),
      {},
      /which is a failed check/,
      true,
    ],
    [
      "never enough of them",
      canary({ ...check, minimumRequests: 500 }),
      {},
      /never has enough: about 60 requests in 1m, of the 500 it asks for/,
      true,
    ],
    [
      "the whole service, in which a tenth of the traffic drowns",
      canary({ ...check, of: "all" }),
      { traffic: { rate: "100/s" } },
      /would mostly miss .* requests of the whole service in 1m, and it fails 1% of the time/,
      true,
    ],
    [
      "one error is enough, of a good candidate too",
      canary(check),
      {},
      /fails 26% of the time for a candidate as good as stable: 1 bad answer of about 60 requests is enough/,
      true,
    ],
    [
      "a limit that nothing is beyond",
      canary({ metric: "successRate", min: 0, window: "1m" }),
      {},
      /successRate \(step 2\) can never fail/,
      true,
    ],
    [
      "slow answers are counted like failed ones: a p99 with 3% beyond its limit, of 6 requests",
      canary({ metric: "latencyP99", max: "200ms", window: "1m" }, 1),
      {
        versions: [
          { id: "old", latency: { constant: "50ms" } },
          {
            id: "new",
            latency: {
              quantiles: [
                [0.97, "50ms"],
                [0.971, "900ms"],
              ],
            },
          },
        ],
      },
      /latencyP99 .* with 3% beyond its limit: about 6 requests/,
      true,
    ],
    [
      "enough traffic for all of that: nothing to say",
      canary(check),
      { traffic: { rate: "2000/s" } },
      /mostly miss|enough/,
      false,
    ],
  ])("%s", (_name, strategy, told, expected, said) => {
    const notes = notesOf(strategy, told);
    if (said) expect(notes).toMatch(expected);
    else expect(notes).not.toMatch(expected);
  });

  it("a first look too early is said apart from what the others see", () => {
    const steps = [{ setWeight: 1 }, { pause: "10m" }];
    const notes = notesOf({ type: "canary", steps, checks: [{ ...check, every: "2m" }] });
    expect(notes).toMatch(/1 of 6 measurements of errorRate would see about 0 requests/);
    expect(notes).toMatch(/5 of 6 measurements of errorRate would mostly miss a candidate/);
  });

  it("of windows that share requests only each by itself is told", () => {
    const steps = [{ setWeight: 10 }, { pause: "10m" }];
    const every = (every: string) =>
      notesOf({ type: "canary", steps, checks: [{ ...check, delay: "2m", every }] });
    expect(every("1m")).toMatch(/as good as stable, and at least one of its 9 does \d/);
    expect(every("30s")).toMatch(/as good as stable: 1 bad answer/);
  });

  it("which measurement fails a good candidate is said where not all do as often", () => {
    const more = { interval: "1m", threshold: 5, maxWeight: 50, stepWeight: 10 };
    const versions = [{ id: "old", errorRate: "0.4%" }, { id: "new" }];
    // 60 requests hold 0.24 errors, and more than 0.6 fail it.
    expect(notesOf({ type: "flagger", ...more, metrics: [check] }, { versions })).toMatch(
      /the 1st of \d+ measurements of errorRate fails 21% of the time for a candidate as good as stable, and at least one of its \d+ does/,
    );
    // The first of them sees 300 requests, 1.5 errors; the others 1,200 more, of a load generator.
    const webhooks = [{ type: "load", rate: "20/s" }];
    const loaded = { ...more, metrics: [check], webhooks };
    expect(notesOf({ type: "flagger", ...loaded }, { traffic: { rate: "50/s" } })).toMatch(
      /the 1st of \d measurements of errorRate fails 7% of the time for a candidate as good as stable: /,
    );
  });

  it("chances are not told where versions change, or errors are sent again", () => {
    const told = (more: object) =>
      planNotes(
        parseScenario({
          duration: "1h",
          traffic: { rate: 10 },
          versions: [
            { id: "a", errorRate: 0.005 },
            { id: "b", errorRate: 0.03 },
          ],
          strategies: [canary(check)],
          ...more,
        }),
      ).join("\n");
    expect(told({})).toMatch(/as good as stable/);
    const changes = [{ at: "10m", version: "b", set: { errorRate: 0.2 } }];
    expect(told({ changes })).not.toMatch(/as good as stable/);
    const traffic = { rate: 10, retries: { attempts: 2 } };
    expect(told({ traffic })).not.toMatch(/as good as stable/);
  });

  it("Flagger's example at 10/s and threshold 1: a healthy release goes back about 61% of the time", () => {
    const said = /one of its 5 does ([\d.]+)% of the time/.exec(
      notesOf({ type: "flagger", threshold: 1 }),
    );
    expect(Number(said?.[1])).toBeGreaterThan(54);
    expect(Number(said?.[1])).toBeLessThan(66);
  });

  it("the chance that is told is the chance there is", () => {
    const scenario = scenarioOf(canary({ ...check, max: "2%" }, 1), { duration: "6m" });
    const [, percent] = /it fails ([\d.]+)% of the time/.exec(planNotes(scenario).join("\n"))!;
    const failed = Array.from({ length: 400 }, (_, seed) =>
      simulate(scenario, "plan", seed),
    ).filter(({ outcome }) => outcome === "rolledBack").length;
    const expected = Number(percent) / 100;
    const error = Math.sqrt((expected * (1 - expected)) / 400);
    expect(Math.abs(failed / 400 - expected)).toBeLessThan(4 * error + 0.005);
  });
});

it("several strategies: each note says whose it is", () => {
  const scenario = parseScenario({
    duration: "1h",
    traffic: { rate: 10 },
    versions: [{ id: "a" }, { id: "b" }],
    strategies: [{ type: "rolling" }, { type: "kserve" }, { type: "stay" }],
  });
  const notes = planNotes(scenario);
  expect(notes.every((note) => /^(rolling|kserve): /.test(note))).toBe(true);
});
