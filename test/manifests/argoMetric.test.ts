// Metrics of AnalysisTemplates as checks: counts, conditions, providers, and what a person must say.
import { describe, expect, it } from "vitest";
import { simulate } from "../../sim/simulate.ts";
import {
  canary,
  errorRate,
  fate,
  problemsOf,
  read,
  scenarioOf,
  strategyOf,
  template,
} from "./argoManifests.ts";

const analysed = (metric: string, more = "") =>
  canary(
    "- setWeight: 20\n- pause: {duration: 10m}",
    `analysis:\n  templates:\n    - templateName: checks\n${more}`,
  ) + template("checks", metric);

const checkOf = (metric: string, answers = new Map<string, string>()) =>
  (strategyOf(analysed(metric), { answers })["checks"] as Record<string, unknown>[])[0]!;

const web = (more: string) =>
  `- name: web\n${more.replace(/^/gm, "  ")}\n  provider:\n    web: {url: "http://checks.example"}`;

describe("counts", () => {
  it.each([
    ["Argo: no interval and no count is one measurement", "", { count: 1 }],
    [
      "Argo: a limit above the only measurement is never passed",
      "failureLimit: 3",
      { count: 1, failureLimit: 1 },
    ],
    ["Argo: an interval alone is endless", "interval: 30s", { every: "30s" }],
    ["both", "interval: 30s\ncount: 5", { every: "30s", count: 5 }],
    ["a count in quotes", 'interval: 30s\ncount: "5"', { every: "30s", count: 5 }],
    [
      "limits",
      "interval: 1m\nfailureLimit: 3\ninconclusiveLimit: 2\nconsecutiveErrorLimit: 1",
      { every: "1m", failureLimit: 3, inconclusiveLimit: 2, consecutiveErrorLimit: 1 },
    ],
    ["a delay", "interval: 1m\ninitialDelay: 1m30s", { every: "1m", delay: "1m30s" }],
    [
      "Argo: failureLimit -1 is off",
      "interval: 1m\nfailureLimit: -1\nconsecutiveSuccessLimit: 3",
      { every: "1m", failureLimit: -1, consecutiveSuccessLimit: 3 },
    ],
    [
      "consecutiveSuccessLimit 0 is none",
      "interval: 1m\nconsecutiveSuccessLimit: 0",
      { every: "1m" },
    ],
  ])("%s", (_rule, written, expected) => {
    const {
      name: _name,
      metric: _metric,
      max: _max,
      window: _window,
      ...counts
    } = checkOf(errorRate(`successCondition: result[0] <= 0.05\n${written}`));
    expect(counts).toEqual(expected);
  });

  it.each([
    ["a count without an interval", "count: 3", /expected an interval beside a count of 3/],
    ["Argo: both limits off", "interval: 1m\nfailureLimit: -1", /nothing could end it/],
    [
      "Argo: a count below its limits",
      "interval: 1m\ncount: 2\nfailureLimit: 3",
      /at least failureLimit \+ consecutiveSuccessLimit \(3\), got 2/,
    ],
    [
      "a number for an interval",
      "interval: 60",
      /expected a duration.*got 60; did you mean "60s"\?/,
    ],
    [
      "no whole number",
      "interval: 1m\nfailureLimit: 1.5",
      /expected a whole number in \[-1, 100000\], got 1.5/,
    ],
  ])("refused: %s", (_what, written, message) => {
    expect(
      problemsOf(analysed(errorRate(`successCondition: result[0] <= 0.05\n${written}`))).join(),
    ).toMatch(message);
  });

  it("Argo: in a step, an interval without a count never passes", () => {
    const text =
      canary("- setWeight: 20\n- analysis: {templates: [{templateName: checks}]}") +
      template("checks", errorRate("successCondition: result[0] <= 0.5\ninterval: 30s"));
    const scenario = scenarioOf(text);
    expect(
      read(text)
        .notes.map((note) => note.text)
        .join(),
    ).toMatch(/this step never passes/);
    expect(simulate(scenario, "scorer").outcome).toBe("running");
  });
});

describe("conditions", () => {
  it("both conditions leave a band that is neither", () => {
    const condition =
      "interval: 1m\nsuccessCondition: result[0] <= 0.02\nfailureCondition: result[0] > 0.1";
    expect(checkOf(errorRate(condition))).toMatchObject({
      max: "2%",
      inconclusive: { max: "10%" },
    });
  });

  it("percent in the query is percent in the condition", () => {
    const percent = errorRate("interval: 1m\nsuccessCondition: result[0] <= 5").replace(
      "[2m])) /",
      "[2m])) * 100 /",
    );
    expect(checkOf(percent)).toMatchObject({ metric: "errorRate", max: "5%" });
  });

  it("no data as the condition has it", () => {
    const condition = 'interval: 1m\nsuccessCondition: "len(result) == 0 || result[0] <= 0.05"';
    expect(checkOf(errorRate(condition))).toMatchObject({ max: "5%", noData: "pass" });
  });

  it("Argo: NaN is nothing special, and a note says where that differs from no data", () => {
    const notes = (condition: string) =>
      read(analysed(errorRate(`interval: 1m\nsuccessCondition: "${condition}"`)))
        .notes.map(({ text }) => text)
        .join();
    expect(notes("result[0] <= 0.05")).toMatch(
      /nothing before the first request, which is an error, and NaN later, which would be a failure/,
    );
    expect(notes("len(result) == 0 || isNaN(result[0]) || result[0] <= 0.05")).not.toMatch(/NaN/);
  });

  it("what cannot be limits is refused at its place", () => {
    expect(
      problemsOf(
        analysed(errorRate("interval: 1m\nsuccessCondition: result[0] < 0.1 || result[0] > 0.9")),
      ),
    ).toEqual([expect.stringMatching(/spec\.metrics\[0\]\.successCondition: .*below and above/)]);
  });
});

describe("what a simulation cannot know", () => {
  it("an answer from the web is assumed to pass, in plain sight", () => {
    const imported = read(analysed(web('interval: 1m\nsuccessCondition: result == "fine"')));
    const { assumed, strategies } = imported.document as {
      assumed: string[];
      strategies: { checks: unknown[] }[];
    };
    expect(strategies[0]!.checks[0]).toMatchObject({ judge: { type: "given", verdict: "pass" } });
    expect(assumed).toContain("strategies[0].checks[0].judge");
    expect(imported.notes[0]!.text).toMatch(
      /^web: what is answered from outside is assumed to be a pass/,
    );
    expect(fate(imported, "spec.metrics[0].provider.web")).toMatch(/^unsupported: .*assumed/);
  });

  it("Argo: with both conditions it is neither; the 4th of inconclusiveLimit 3 pauses, and never aborts", () => {
    const metric = web(
      "interval: 5s\ninconclusiveLimit: 3\nsuccessCondition: result.code == 999\nfailureCondition: result.code == -1",
    );
    const run = simulate(scenarioOf(analysed(metric)), "scorer");
    expect(run.outcome).toBe("paused");
    const checks = run.decisions.filter(({ kind }) => kind === "check");
    expect(checks.map(({ at }) => at - checks[0]!.at)).toEqual([0, 5, 10, 15]);
    expect(run.decisions.find(({ kind, at }) => kind === "pause" && at > 10)?.at).toBe(
      checks[3]!.at,
    );
  });

  it.each([
    ["passes", "promoted"],
    ["fails", "rolledBack"],
    ["inconclusive", "paused"],
    ["errors", "rolledBack"],
  ])("--metric web=%s", (answer, outcome) => {
    const answers = new Map([["web", answer]]);
    const text = analysed(web("interval: 1m"));
    expect(simulate(scenarioOf(text, { answers }), "scorer").outcome).toBe(outcome);
    expect(
      (read(text, { answers }).document as { assumed: string[] }).assumed.join(),
    ).not.toContain("judge");
  });

  const datadog = `- name: slow\n  interval: 1m\n  successCondition: result < 300\n  provider:\n    datadog: {query: "p99:trace.request{*}"}`;

  it("what measures traffic in another language is asked about", () => {
    const imported = read(analysed(datadog));
    expect(imported.document).toBeUndefined();
    expect(imported.asks).toEqual([
      expect.objectContaining({ metric: "slow", file: "rollout.yaml" }),
    ]);
    expect(imported.problems[0]!.message).toMatch(
      /what does slow measure\? Say with --metric slow=METRIC/,
    );
  });

  it("and an answer makes a check of it, in the unit it says", () => {
    expect(checkOf(datadog, new Map([["slow", "latencyP99:ms"]]))).toMatchObject({
      metric: "latencyP99",
      max: expect.closeTo(0.3, 9),
    });
    expect(
      checkOf(datadog.replace("< 300", "<= 300"), new Map([["checks/slow", "latencyP99@all:ms"]])),
    ).toMatchObject({ metric: "latencyP99", of: "all", max: "300ms" });
  });

  it.each([
    ["latencyP99", /expected its unit too: latencyP99:ms or latencyP99:s/],
    ["latencyP99:percent", /expected a unit like latencyP99:ms, got "percent"/],
    ["errorrate", /did you mean "errorRate"\?/],
    ["errorRate@canary", /expected @candidate, @stable or @all/],
  ])("an answer that is none: %s", (answer, message) => {
    const problems = problemsOf(analysed(datadog), { answers: new Map([["slow", answer]]) });
    expect(problems.join()).toMatch(message);
  });

  it("an answer to a question nobody asked is a name mistyped", () => {
    const problems = problemsOf(analysed(datadog), {
      answers: new Map([["slo", "latencyP99:ms"]]),
    });
    expect(problems.join()).toMatch(
      /--metric slo: expected the name of a metric: slow; did you mean "slow"\?/,
    );
  });

  it("a query that is not understood is asked about, with the reason", () => {
    const odd = `- name: odd\n  interval: 1m\n  successCondition: result[0] < 1\n  provider:\n    prometheus: {query: "queue_length"}`;
    const { asks, problems } = read(analysed(odd));
    expect(asks[0]!.why).toMatch(/^the query is not understood: /);
    expect(problems[0]!.message).toBe(
      `${asks[0]!.why}: what does odd measure? Say with --metric odd=METRIC: errorRate, successRate, latencyP99:ms, reward, or passes, fails, inconclusive, errors`,
    );
    expect(checkOf(odd, new Map([["odd", "errorRate"]]))).toMatchObject({ metric: "errorRate" });
  });
});

it.each([
  ["none", "provider: {}", /expected exactly one provider, got none/],
  [
    "two",
    "provider: {web: {url: a}, job: {spec: {}}}",
    /expected exactly one provider, got web and job/,
  ],
  [
    "an unknown one",
    "provider: {promethius: {query: a}}",
    /"promethius" is no provider known here/,
  ],
])("providers: %s", (_what, provider, message) => {
  expect(problemsOf(analysed(`- name: a\n  interval: 1m\n  ${provider}`)).join()).toMatch(message);
});

describe("Kayenta", () => {
  const judged = `- name: judge
  interval: 5m
  count: 3
  provider:
    kayenta:
      address: http://kayenta
      application: scorer
      canaryConfigName: scorer-config
      threshold: {pass: 90, marginal: 60}
      scopes: []`;

  it("its configuration is elsewhere: which metrics it compares is asked about", () => {
    expect(read(analysed(judged)).asks).toEqual([
      expect.objectContaining({
        metric: "judge",
        why: expect.stringContaining("in its configuration"),
      }),
    ]);
  });

  it("with an answer its own judge compares them, by its own thresholds", () => {
    const answers = new Map([["judge", "errorRate,latencyP99,reward"]]);
    expect(checkOf(judged, answers)).toEqual({
      name: "judge",
      every: "5m",
      count: 3,
      judge: {
        type: "kayenta",
        pass: 90,
        marginal: 60,
        metrics: [
          { metric: "errorRate", direction: "increase" },
          { metric: "latencyP99", direction: "increase" },
          { metric: "reward", direction: "decrease" },
        ],
      },
    });
  });

  it.each([
    ["errorRate,eror", /did you mean|expected one of/],
    ["errorRate,passes", /expected metrics, or one verdict/],
  ])("an answer that is none: %s", (answer, message) => {
    expect(problemsOf(analysed(judged), { answers: new Map([["judge", answer]]) }).join()).toMatch(
      message,
    );
  });
});

it("a template without metrics is refused", () => {
  expect(problemsOf(analysed("[]").replace("metrics:\n    []", "metrics: []")).join()).toMatch(
    /spec: expected metrics/,
  );
});

it("names of dry runs are patterns, found anywhere in a name", () => {
  const two = `${errorRate("interval: 1m\nsuccessCondition: result[0] < 1", "http-errors")}\n${errorRate("interval: 1m\nsuccessCondition: result[0] < 1", "other")}`;
  const checks = strategyOf(analysed(two, '  dryRun:\n    - metricName: "tp-er+"'))[
    "checks"
  ] as Record<string, unknown>[];
  expect(checks.map(({ dryRun }) => dryRun)).toEqual([true, undefined]);
});
