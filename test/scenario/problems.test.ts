// Whole files with many mistakes: every one is reported, at its path, in the order of the fields.
import { expect, test } from "vitest";
import { parseScenario, readScenario } from "../../sim/parse.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";

/** The report on a scenario, as the command line prints it. */
function report(input: unknown): string[] {
  const read = readScenario(input);
  return read.ok
    ? []
    : read.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
}

const sound = {
  duration: "10m",
  traffic: { rate: "50/s" },
  versions: [{ id: "stable" }, { id: "candidate" }],
  strategies: [{ type: "canary" }],
};

/** The report on a sound scenario with these fields instead. */
const reportWith = (fields: object): string[] => report({ ...sound, ...fields });

test("the smallest scenario is sound", () => {
  expect(report(sound)).toEqual([]);
});

test("mistakes of every kind in one file, as a person makes them", () => {
  const file = `{
    // a first try
    "name": "A canary",
    "storry": { "question": "?" },
    "seed": -1,
    "objective": "conversions",
    "candidate": "candidat",
    "acceptable": { "errorRate": { "max": "1%", "over": 0.01 }, "latencyP99": { "max": 1200000000 } },
    "traffic": {
      "rate": "50/sec",
      "arrivals": "possion",
      "shape": [["0s", 1], ["10m", 2], ["5m", 1], "20m"],
      "users": 0.5,
      "activity": { "zip": 1 },
      "segments": [{ "id": "eu", "share": 0.5 }, { "id": "us", "share": 0.4 }],
      "timeout": 0,
    },
    "versions": [
      { "id": "stable", "errorRate": 1.2, "latency": { "p50": "80ms" } },
      { "id": "candidate", "like": "stabel", "errorrate": 0.02, "bySegment": { "asia": { "errorRate": 0.5 } } },
      { "id": "candidate", "latency": "50ms", "rewardDelay": "soon", "pods": { "count": 0, "queu": 5 } },
      { "id": "3rd", "reward": 50 },
    ],
    "changes": [
      { "at": "5m", "version": "candidate" },
      { "at": "5m", "version": "*", "segment": "euu", "set": {}, "times": { "latency": "2" } },
      { "at": "5m", "version": "stable", "add": { "errorRate": 0.1, "latency": "-x" } },
    ],
    "monitor": { "scrape": "0s", "windows": "1m", "lostExposures": { "candidat": 0.1, "stable": 2 } },
    "strategies": [
      { "type": "cnary" },
      { "type": "canary", "stepWieght": 5, "operator": { "approves": "1m" } },
      { "type": "canary", "checks": [{ "metric": "errorRate", "max": "1%", "of": "candidte" }] },
      "linear",
    ],
    "expect": [
      { "strategy": "canry", "outcome": "rolledback", "before": 5 },
      { "strategy": "canary", "metric": "regret" },
      { "strategy": "canary", "max": 1 },
      { "strategy": "canary", "metric": "errors", "min": 5, "max": 1 },
      { "strategy": "canary" },
    ],
  }`;
  expect(report(file)).toEqual([
    'storry: no such field; did you mean "story"?',
    "seed: expected a whole number in [0, 9007199254740991], got -1",
    'duration: expected a duration like "30m", got nothing',
    'objective: expected one of success, reward, got "conversions"',
    'candidate: expected one of stable, candidate, got "candidat"; did you mean "candidate"?',
    'acceptable.errorRate: expected one limit: {"max"}, {"min"}, {"over"} or {"times"}, got {"max":"1%","over":0.01}',
    "acceptable.latencyP99.max: expected a duration of at most 10 years (3652.5 days), got 1200000000",
    'traffic.rate: expected a rate above 0, like "50/s", got "50/sec"',
    'traffic.arrivals: expected one of poisson, regular, trace, got "possion"; did you mean "poisson"?',
    'traffic.shape[3]: expected a point [time, factor] like ["30m", 2.5], got "20m"',
    "traffic.users: expected a whole number in [1, 10000000], got 0.5",
    'traffic.activity: expected "uniform" or {"zipf"}, got {"zip":1}; did you mean "zipf"?',
    'traffic.timeout: expected a duration above zero, like "30m", got 0',
    "traffic.segments: expected shares that sum to 1, got 0.9",
    "versions[0].errorRate: expected a share in [0, 1], got 1.2",
    'versions[0].latency.p99: expected a duration like "30m", got nothing',
    'versions[1].errorrate: no such field; did you mean "errorRate"?',
    'versions[1].like: expected one of stable, candidate, got "stabel"; did you mean "stable"?',
    'versions[1].bySegment.asia: expected one of eu, us, got "asia"',
    'versions[2].latency: expected a latency: {"p50", "p99"}, {"mean"}, {"constant"} or {"quantiles"}, got "50ms"; did you mean {"constant": "50ms"}?',
    'versions[2].rewardDelay: expected a duration like "30m", or a latency, got "soon"',
    "versions[2].pods.count: expected a whole number in [1, 10000], got 0",
    'versions[2].pods.queu: no such field; did you mean "queue"?',
    'versions[2].id: expected an id of its own, got "candidate", which versions[1] has',
    'versions[3].id: expected an id (a letter, then up to 63 letters, digits, _ . -), got "3rd"',
    'versions[3].reward: expected a share in [0, 1], got 50; did you mean "50%"?',
    "changes[0]: expected exactly one of set, add, times, got none",
    'changes[1].times.latency: expected a number in [0, 1000000], got "2"',
    'changes[1].segment: expected one of eu, us, got "euu"; did you mean "eu"?',
    "changes[1]: expected exactly one of set, add, times, got set and times",
    "changes[1].set: expected at least one of errorRate, reward, latency, got {}",
    'changes[2].add.latency: expected a duration like "50ms", got "-x"',
    'monitor.scrape: expected a duration above zero, like "30m", got "0s"',
    'monitor.lostExposures.stable: expected a share in [0, 1], got 2; did you mean "2%"?',
    'monitor.windows: no such field; did you mean "window"?',
    'monitor.lostExposures.candidat: expected one of stable, candidate, got "candidat"; did you mean "candidate"?',
    expect.stringMatching(
      /^strategies\[0\]\.type: expected one of .*\bcanary\b.*, got "cnary"; did you mean "canary"\?$/,
    ),
    'strategies[1].operator.approvesAfter: expected a duration like "30m", got nothing',
    "strategies[1].operator.approves: no such field; known: approvesAfter, onlyBetween",
    expect.stringMatching(
      /^strategies\[1\]\.stepWieght: no such field; known: at, steps, .*, operator$/,
    ),
    'strategies[2].id: expected an id of its own, got "canary", which strategies[1] has',
    'strategies[2].checks[0].of: expected one of candidate, stable, all, got "candidte"; did you mean "candidate"?',
    'strategies[3]: expected an object, got "linear"',
    'expect[0].outcome: expected one of promoted, rolledBack, paused, running, got "rolledback"; did you mean "rolledBack"?',
    'expect[0].strategy: expected one of cnary, canary, got "canry"; did you mean "cnary"?',
    "expect[1]: expected min, max or both beside the metric, got neither",
    "expect[2].metric: expected the metric that min and max are about, got nothing",
    "expect[3].min: expected at most max, 1, got 5",
    "expect[4]: expected an outcome, version, before, after or metric to check, got none",
  ]);
});

test("an empty object says what a scenario needs", () => {
  expect(report({})).toEqual([
    'duration: expected a duration like "30m", got nothing',
    "traffic: expected an object, got nothing",
    "versions: expected an array, got nothing",
    "strategies: expected an array, got nothing",
  ]);
  expect(report({ duration: 60, traffic: {}, versions: [], strategies: [] })).toEqual([
    'traffic.rate: expected a rate above 0, like "50/s", got nothing',
    "versions: expected at least 1 item, got []",
    "strategies: expected at least 1 item, got []",
  ]);
  expect(report([])).toEqual(["expected an object, got []"]);
  expect(report("null")).toEqual(["expected an object, got null"]);
});

test("keys written twice are reported with everything else", () => {
  expect(
    report(
      '{"duration": "5m",\n "duration": "x", "traffic": {"rate": 1}, "versions": [{"id": "v"}], "strategies": [{"type": "stay"}]}',
    ),
  ).toEqual([
    "duration: expected once, got twice: on line 1 and on line 2",
    'duration: expected a duration like "30m", got "x"',
  ]);
});

test("copies that go round in a circle are each told their circle", () => {
  const versions = [
    { id: "a", like: "b" },
    { id: "b", like: "c" },
    { id: "c", like: "a" },
    { id: "d", like: "a" },
    { id: "e", like: "e" },
  ];
  expect(reportWith({ versions })).toEqual([
    "versions[0].like: expected copies that end somewhere, got a -> b -> c -> a",
    "versions[1].like: expected copies that end somewhere, got b -> c -> a -> b",
    "versions[2].like: expected copies that end somewhere, got c -> a -> b -> c",
    "versions[4].like: expected copies that end somewhere, got e -> e",
  ]);
});

test("the candidate is another than stable", () => {
  expect(reportWith({ candidate: "stable" })).toEqual([
    'candidate: expected another version than the first, which is stable, got "stable"',
  ]);
});

test("one version is enough for some strategies only", () => {
  expect(
    report({
      ...sound,
      versions: [{ id: "only" }],
      strategies: [{ type: "stay" }, { type: "canary" }],
    }),
  ).toEqual(["strategies[1].type: expected two versions for canary, got one"]);
});

test("shares sum to 1 within rounding, and are never made to", () => {
  const segments = (...shares: (number | string)[]) => ({
    traffic: { rate: 1, segments: shares.map((share, i) => ({ id: `s${i}`, share })) },
  });
  expect(reportWith(segments(0.1, 0.2, 0.7))).toEqual([]);
  expect(reportWith(segments("33.3%", "33.3%", "33.4%"))).toEqual([]);
  expect(reportWith(segments(1 / 3, 1 / 3, 1 / 3))).toEqual([]);
  expect(reportWith(segments(0.5, 0.500001))).toEqual([
    "traffic.segments: expected shares that sum to 1, got 1.000001",
  ]);
  expect(reportWith(segments(1, "x"))).toEqual([
    'traffic.segments[1].share: expected a share in [0, 1], got "x"',
  ]);
});

test("traffic comes by a rate or from a trace", () => {
  const traffic = (fields: object) => reportWith({ traffic: fields });
  expect(traffic({ trace: { times: [0, 1, 1, 2] } })).toEqual([]);
  expect(traffic({ arrivals: "trace", trace: { times: [0] } })).toEqual([]);
  expect(traffic({ arrivals: "trace" })).toEqual([
    'traffic.trace: expected {"times": [seconds, ...]}, for arrivals are "trace", got nothing',
  ]);
  expect(traffic({ arrivals: "regular", rate: 1, shape: [[0, 1]], trace: { times: [0] } })).toEqual(
    [
      'traffic.arrivals: expected "trace", or no trace, got "regular"',
      "traffic.shape: expected none beside a trace, which has its own times, got [[0,1]]",
    ],
  );
  expect(traffic({ trace: { file: "requests.csv", column: "at" } })).toEqual([
    'traffic.trace: expected the times written out as {"times": [...]}; only the command line reads files, got {"file":"requests.csv","column":"at"}',
  ]);
  expect(traffic({ trace: { times: [600, 700] } })).toEqual([
    "traffic.trace.times: expected at least one time before the end, 600s, got the first at 600s",
  ]);
});

test.each([
  ["5s", 'traffic.trace.times: expected an array of seconds, got "5s"'],
  [[], "traffic.trace.times: expected 1 to 10000000 times, got 0"],
  [[0, 2, 1], "traffic.trace.times[2]: expected times in ascending order, got 1 after 2"],
  [[0, "1s"], 'traffic.trace.times[1]: expected seconds, a number of at least 0, got "1s"'],
  [[-1], "traffic.trace.times[0]: expected seconds, a number of at least 0, got -1"],
  [[0, null], "traffic.trace.times[1]: expected seconds, a number of at least 0, got null"],
  [
    Float64Array.of(0, Number.NaN),
    "traffic.trace.times[1]: expected seconds, a number of at least 0, got NaN",
  ],
  [
    Float64Array.of(0, Infinity),
    "traffic.trace.times[1]: expected seconds, a number of at least 0, got Infinity",
  ],
])("trace times %j are refused", (times, problem) => {
  expect(reportWith({ traffic: { trace: { times } } })).toEqual([problem]);
});

test("shape times ascend, and two of one time make a jump", () => {
  const shape = (points: unknown) => reportWith({ traffic: { rate: 1, shape: points } });
  expect(
    shape([
      ["0s", 1],
      ["5m", 1],
      ["5m", 3],
    ]),
  ).toEqual([]);
  expect(
    shape([
      ["5m", 1],
      ["1m", 1],
    ]),
  ).toEqual([
    'traffic.shape[1][0]: expected a time no earlier than the one before, 300s, got "1m"',
  ]);
  expect(shape([["5m", -1]])).toEqual([
    "traffic.shape[0][1]: expected a number in [0, 1000000], got -1",
  ]);
  expect(shape([])).toEqual(["traffic.shape: expected at least 1 item, got []"]);
});

test("ids that every object answers to are ids like others", () => {
  const versions = [{ id: "stable" }, { id: "constructor", like: "toString" }];
  expect(
    reportWith({ versions, changes: [{ at: 0, version: "valueOf", set: { errorRate: 1 } }] }),
  ).toEqual([
    'versions[1].like: expected one of stable, constructor, got "toString"',
    'changes[0].version: expected one of *, stable, constructor, got "valueOf"',
  ]);
});

test("a field under another name: those of a policy, and of an experiment, are told", () => {
  const withStrategy = (strategy: object) => reportWith({ strategies: [strategy] });
  expect(withStrategy({ type: "bandit", policy: "discountedUcb", discount: 0.99 })).toEqual([
    "strategies[0].discount: no such field; known: policy, update, stop, gamma, changes, horizon, xi, ties, type, id, operator",
  ]);
  expect(withStrategy({ type: "abTest", test: "groupSequential", looks: 5 })).toEqual([
    expect.stringMatching(/^strategies\[0\]\.looks: no such field; known: at, .*\btest, /),
  ]);
});

test("`__proto__` is no field anywhere, and does nothing", () => {
  const text = JSON.stringify(sound)
    .replace("{", '{"__proto__": {"seed": 7}, ')
    .replace('"rate"', '"__proto__": 1, "rate"')
    .replace('{"id":"candidate"}', '{"id":"candidate", "bySegment": {"__proto__": {}}}');
  expect(report(text)).toEqual([
    expect.stringMatching(/^__proto__: no such field; known: \$schema, name, /),
    expect.stringMatching(/^traffic\.__proto__: no such field; known: rate, /),
    'versions[1].bySegment.__proto__: expected all, got "__proto__"',
  ]);
});

test("what was received is printed short, and cannot command a terminal", () => {
  expect(reportWith({ duration: "x".repeat(5000) })).toEqual([
    `duration: expected a duration like "30m", got "${"x".repeat(56)}...`,
  ]);
  expect(reportWith({ duration: "\u001b[31m\u009b\u202e" })).toEqual([
    String.raw`duration: expected a duration like "30m", got "\u001b[31m\u009b\u202e"`,
  ]);
  expect(reportWith({ ["\u001b[31m"]: 1 })[0]).toContain(
    String.raw`["\u001b[31m"]: no such field; known: `,
  );
});

test("parseScenario throws them all, path first, one a line", () => {
  const thrown = () => parseScenario({ ...sound, duration: 0, seed: "x" });
  expect(thrown).toThrow(ScenarioError);
  expect(thrown).toThrow(
    'seed: expected a whole number in [0, 9007199254740991], got "x"\nduration: expected a duration above zero, like "30m", got 0',
  );
});

test("alternatives are told in one sentence, or by the one that was meant", () => {
  const versions = (fields: object) =>
    reportWith({ versions: [{ id: "stable", ...fields }, { id: "candidate" }] });
  expect(versions({ rewardDelay: "30" })).toEqual([
    'versions[0].rewardDelay: expected a duration like "30m", or a latency, got "30"; did you mean "30s"?',
  ]);
  expect(versions({ rewardDelay: { p50: "1s", p99: "x" } })).toEqual([
    'versions[0].rewardDelay.p99: expected a duration like "30m", got "x"',
  ]);
  expect(versions({ rewardDelay: { mean: -1 } })).toEqual([
    'versions[0].rewardDelay.mean: expected a duration like "30m", got -1',
  ]);
  expect(versions({ rewardDelay: [] })).toEqual([
    'versions[0].rewardDelay: expected a duration like "30m", or a latency, got []',
  ]);
  const activity = (written: unknown) => reportWith({ traffic: { rate: 1, activity: written } });
  expect(activity("unifrom")).toEqual([
    'traffic.activity: expected "uniform" or {"zipf"}, got "unifrom"; did you mean "uniform"?',
  ]);
  expect(activity({ zipf: "1" })).toEqual([
    'traffic.activity.zipf: expected a number in [0, 100], got "1"',
  ]);
  const strategy = (fields: object) => reportWith({ strategies: [{ type: "canary", ...fields }] });
  expect(
    strategy({ steps: [{ pause: "5x" }, { pause: 5, setWeight: 1 }, { setWieght: 5 }, 7] }),
  ).toEqual([
    'strategies[0].steps[0].pause: expected a duration like "5m", or {} to wait for a person, got "5x"',
    'strategies[0].steps[1]: expected {"setWeight"}, {"pause"}, {"analysis"}, {"setScale"}, {"setCanaryScale"}, {"experiment"}, {"setHeaderRoute"} or {"setMirrorRoute"}, got {"pause":5,"setWeight":1}',
    'strategies[0].steps[2]: expected {"setWeight"}, {"pause"}, {"analysis"}, {"setScale"}, {"setCanaryScale"}, {"experiment"}, {"setHeaderRoute"} or {"setMirrorRoute"}, got {"setWieght":5}; did you mean "setWeight"?',
    'strategies[0].steps[3]: expected {"setWeight"}, {"pause"}, {"analysis"}, {"setScale"}, {"setCanaryScale"}, {"experiment"}, {"setHeaderRoute"} or {"setMirrorRoute"}, got 7',
  ]);
  // a key nobody knows, further in, makes no doubt of which was meant
  expect(strategy({ steps: [{ setHeaderRoute: { nam: "x" } }] })).toEqual([
    "strategies[0].steps[0].setHeaderRoute.name: expected a string, got nothing",
    'strategies[0].steps[0].setHeaderRoute.nam: no such field; did you mean "name"?',
  ]);
  expect(reportWith({ strategies: [{ type: "bandit", policy: "thomson" }] })).toEqual([
    expect.stringMatching(
      /^strategies\[0\]\.policy: expected one of .*, got "thomson"; did you mean "thompson"\?$/,
    ),
  ]);
});

test("what depends on how many versions there are is told with the rest, each at its place", () => {
  const strategies = [
    { type: "bandit", policy: "thompson", floor: 0.6 },
    { type: "bandit", id: "default", floor: "51%" },
    { type: "bandit", id: "three", policy: "fixed", weights: [0.2, 0.3, 0.5] },
    { type: "bandit", id: "unsound", policy: "fixed", weights: [0.2, 0.3] },
    {
      type: "bandit",
      id: "fits",
      policy: "fixed",
      weights: [0.2, 0.8],
      operator: { approvesAfter: "1m" },
    },
    { type: "cnary" },
  ];
  expect(reportWith({ seed: -1, strategies })).toEqual([
    "seed: expected a whole number in [0, 9007199254740991], got -1",
    "strategies[0].floor: expected at most 1 / 2, a share for each version, got 0.6",
    "strategies[1].floor: expected at most 1 / 2, a share for each version, got 0.51",
    "strategies[2].weights: expected 2 shares, one for each version, got 3",
    "strategies[3].weights: expected shares that sum to 1, got [0.2,0.3]",
    expect.stringMatching(/^strategies\[5\]\.type: .*did you mean "canary"\?$/),
  ]);
  const versions = [{ id: "a" }, { id: "b" }, { id: "c" }];
  expect(reportWith({ versions, strategies: [strategies[2]] })).toEqual([]);
});
