// Everything is bounded: at its limit it is read, beyond it there is a message.
import { describe, expect, test } from "vitest";
import { readScenario } from "../../sim/parse.ts";
import { integral } from "../../sim/scenario/budgets.ts";

const sound = {
  duration: "10m",
  traffic: { rate: "50/s" } as object,
  versions: [{ id: "stable" }, { id: "candidate" }] as object[],
  strategies: [{ type: "stay" }] as object[],
};

function reportWith(fields: object): string[] {
  const read = readScenario({ ...sound, ...fields });
  return read.ok
    ? []
    : read.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const lists: readonly (readonly [string, number, (count: number) => object])[] = [
  ["versions", 64, (n) => ({ versions: many(n, (i) => ({ id: `v${i}` })) })],
  [
    "traffic.segments",
    64,
    (n) => ({ traffic: { rate: 1, segments: many(n, (i) => ({ id: `s${i}`, share: 1 / n })) } }),
  ],
  [
    "changes",
    10_000,
    (n) => ({
      changes: many(n, (i) => ({ at: i / 100, version: "stable", set: { errorRate: 0.5 } })),
    }),
  ],
  [
    "incidents",
    100,
    (n) => ({ incidents: many(n, () => ({ every: "1h", for: "1s", set: { errorRate: 1 } })) }),
  ],
  [
    "versions[0].errorRate.choice",
    1000,
    (n) => ({ versions: [{ id: "v", errorRate: { choice: many(n, () => [1 / n, 0.5]) } }] }),
  ],
  ["strategies", 64, (n) => ({ strategies: many(n, (i) => ({ type: "stay", id: `s${i}` })) })],
  ["expect", 1000, (n) => ({ expect: many(n, () => ({ strategy: "stay", outcome: "running" })) })],
  ["traffic.shape", 10_000, (n) => ({ traffic: { rate: 1, shape: many(n, (i) => [i, 1]) } })],
  [
    "versions[0].latency.quantiles",
    1000,
    (n) => ({ versions: [{ id: "v", latency: { quantiles: many(n, (i) => [i / n, i]) } }] }),
  ],
  ["story.tags", 100, (n) => ({ story: { tags: many(n, String) } })],
  ["assumed", 10_000, (n) => ({ assumed: many(n, String) })],
];

test.each(lists)("%s: at most %d", (path, most, make) => {
  expect(reportWith(make(most))).toEqual([]);
  const [problem, ...rest] = reportWith(make(most + 1));
  expect(rest).toEqual([]);
  expect(problem).toMatch(
    new RegExp(`^${path.replaceAll(/[[\]]/g, "\\$&")}: expected at most ${most} items, got \\[`),
  );
});

const version = (fields: object) => ({
  versions: [{ id: "stable", ...fields }, { id: "candidate" }],
});
const pods = (fields: object) => version({ pods: { count: 1, ...fields } });

test.each<[string, number, (value: number) => object]>([
  ["traffic.users", 1e7, (users) => ({ traffic: { rate: 1, users } })],
  ["traffic.activity.zipf", 100, (zipf) => ({ traffic: { rate: 1, activity: { zipf } } })],
  ["versions[0].pods.count", 10_000, (count) => pods({ count })],
  ["versions[0].pods.concurrency", 10_000, (concurrency) => pods({ concurrency })],
  ["versions[0].pods.queue", 1e9, (queue) => pods({ queue })],
  ["versions[0].costPerPodHour", 1e9, (costPerPodHour) => version({ costPerPodHour })],
  ["seed", Number.MAX_SAFE_INTEGER, (seed) => ({ seed })],
  ["duration", 3652.5 * 86400, (duration) => ({ duration, traffic: { rate: 1 } })],
])("%s: at most %d", (path, most, make) => {
  expect(reportWith(make(most))).toEqual([]);
  const problems = reportWith(
    make(most === Number.MAX_SAFE_INTEGER ? most + 1 : most * 1.0001 + 1),
  );
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(
    new RegExp(
      `^${path.replaceAll(/[[\]]/g, "\\$&")}: expected .*${most === 3652.5 * 86400 ? "10 years" : most}`,
    ),
  );
});

test("strings, keys, nesting and values of an already parsed document", () => {
  expect(reportWith({ name: "x".repeat(10_000) })).toEqual([]);
  expect(reportWith({ name: "x".repeat(10_001) })).toEqual([
    "name: expected at most 10000 characters, got 10001",
  ]);
  expect(reportWith({ ["k".repeat(10_001)]: 1 })[0]).toMatch(
    /^\["k+\.\.\.\]: expected a key of at most 10000 characters, got 10001$/,
  );
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(reportWith({ name: deep })).toEqual([
    "name[0][0][0][0][0][0][0]: expected at most 64 levels of nesting, got more",
  ]);
  expect(reportWith({ name: many(250_001, () => 0) })).toEqual([
    "expected at most 250000 values besides trace times, got more",
  ]);
  let doubled: unknown = 1;
  for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
  expect(reportWith({ name: doubled })).toEqual([
    "expected at most 250000 values besides trace times, got more",
  ]);
});

test("only the first 1000 problems are told", () => {
  const problems = reportWith(Object.fromEntries(many(1500, (i) => [`k${i}`, 1])));
  expect(problems).toHaveLength(1001);
  expect(problems.at(-1)).toBe("and 500 problems more");
});

describe("expected requests", () => {
  test.each<[[number, number][], number, number]>([
    [[], 10, 10],
    [[[0, 2]], 10, 20],
    [[[5, 2]], 10, 20],
    [
      [
        [0, 0],
        [10, 2],
      ],
      10,
      10,
    ],
    [
      [
        [0, 0],
        [20, 2],
      ],
      10,
      5,
    ],
    [
      [
        [2, 1],
        [4, 3],
      ],
      10,
      2 + 4 + 18,
    ],
    [
      [
        [0, 1],
        [5, 1],
        [5, 3],
      ],
      10,
      20,
    ],
    [[[10, 4]], 10, 40],
    [
      [
        [0, 1],
        [10, 1],
        [10, 100],
      ],
      10,
      10,
    ],
  ])("the integral of %j over %d s is %d", (points, duration, sum) => {
    expect(integral(points, duration)).toBeCloseTo(sum, 12);
  });

  test("are at most 1e9", () => {
    const traffic = (fields: object) => reportWith({ duration: 1000, traffic: fields });
    expect(traffic({ rate: 1e6 })).toEqual([]);
    expect(
      traffic({
        rate: 1e6,
        shape: [
          [0, 0],
          [1000, 2],
        ],
      }),
    ).toEqual([]);
    expect(traffic({ rate: 1.01e6 })).toEqual([
      "traffic.rate: expected at most 1000000000 requests in 1000s, got some 1010000000",
    ]);
    expect(
      traffic({
        rate: 1e6,
        shape: [
          [0, 0],
          [1000, 3],
        ],
      }),
    ).toEqual(["traffic.rate: expected at most 1000000000 requests in 1000s, got some 1500000000"]);
  });
});

test("what is sent again counts as often as it may be sent", () => {
  const sent = (rate: number, attempts: number) =>
    reportWith({ duration: 1000, traffic: { rate, retries: { attempts } } });
  expect(sent(250_000, 3)).toEqual([]);
  expect(sent(250_001, 3)).toEqual([
    "traffic.retries.attempts: expected at most 1000000000 requests in 1000s, those sent again included, got some 1000000000",
  ]);
  expect(sent(1_010_000, 1)).toEqual([
    "traffic.rate: expected at most 1000000000 requests in 1000s, got some 1010000000",
  ]);
});

test("an autoscaler looks at most 3e7 times", () => {
  const looks = (duration: number) =>
    reportWith({ duration, ...pods({ autoscale: { max: 3, every: "0.1ms" } }) });
  expect(looks(3000)).toEqual([]);
  expect(looks(3001)).toEqual([
    "versions[0].pods.autoscale.every: expected at most 30000000 looks in 3001s, got some 30000000",
  ]);
});

test("scrapes are at most 3e7, by default too", () => {
  expect(reportWith({ duration: 3000, monitor: { scrape: "0.1ms" } })).toEqual([]);
  expect(reportWith({ duration: 3001, monitor: { scrape: "0.1ms" } })).toEqual([
    "monitor.scrape: expected at most 30000000 scrapes in 3001s, got some 30000000",
  ]);
});

describe("the work of changes", () => {
  const changes = (count: number, make: (index: number) => object, versions = sound.versions) =>
    reportWith({
      versions,
      changes: many(count, (i) => ({
        at: (i * 599.7) / count,
        version: "*",
        add: { errorRate: 1e-6 },
        ...make(i),
      })),
    });
  const refused = [
    "changes: expected fewer changes that ramp or end while others are in force: applying them would take longer than the run",
  ];

  test("steps that last are folded, however many", () => {
    expect(changes(10_000, () => ({}))).toEqual([]);
  });

  test("ramps one after the other are folded, ramps over one another are not", () => {
    expect(changes(10_000, () => ({ over: 0.06 }))).toEqual([]);
    expect(changes(10_000, () => ({ over: 600 }))).toEqual(refused);
  });

  test("what ends is never folded, nor what comes after it", () => {
    expect(changes(1000, (i) => ({ for: 0.1, add: { latency: i } }))).toEqual([]);
    expect(changes(10_000, (i) => (i === 0 ? { for: 600, add: { latency: 1 } } : {}))).toEqual(
      refused,
    );
  });

  test("latency weighs more, and so do many versions and segments", () => {
    const latency = { add: { latency: 0.001 } };
    expect(changes(1000, () => ({ over: 600 }))).toEqual([]);
    expect(changes(1000, () => ({ over: 600, ...latency }))).toEqual(refused);
    expect(changes(100, () => ({ over: 600, ...latency }))).toEqual([]);
    const versions = many(64, (i) => ({ id: `v${i}` }));
    expect(changes(200, () => ({ over: 600, ...latency }), versions)).toEqual(refused);
  });

  test("what happens at one time is made anew once", () => {
    expect(changes(300, () => ({ at: 0, over: 600, add: { latency: 0.001 } }))).toEqual([]);
  });

  test("what comes after the end costs nothing", () => {
    expect(changes(10_000, () => ({ at: 601, over: 600 }))).toEqual([]);
  });
});

describe("the changes that come at random", () => {
  const day = { duration: "1d", traffic: { rate: 1 } };
  const noise = { every: "10s", errorRate: 0.3 };
  const counted = (path: string, got: number) => [
    `${path}: expected at most 10000 changes in 86400s, those of noise and incidents included, got some ${got}`,
  ];

  test("periods of noise count, for each version when it is its own, and so does what cuts them in two", () => {
    expect(reportWith({ ...day, noise })).toEqual([]);
    expect(reportWith({ ...day, noise: { ...noise, every: "1ms" } })).toEqual(
      counted("noise.every", 86_400_000),
    );
    expect(reportWith({ ...day, noise: { ...noise, shared: false } })).toEqual(
      counted("noise.every", 17_300),
    );
    const changes = many(1000, (i) => ({ at: i, version: "stable", add: { errorRate: 1e-6 } }));
    expect(reportWith({ ...day, noise, changes })).toEqual(counted("noise.every", 10_600));
    const factors = many(1000, (i) => ({ at: i, version: "stable", times: { errorRate: 1.001 } }));
    expect(reportWith({ ...day, noise, changes: factors })).toEqual([]);
  });

  test("incidents count as often as they are expected", () => {
    const incident = { every: "1m", for: "1s", set: { errorRate: 1 } };
    expect(reportWith({ ...day, incidents: [incident] })).toEqual([]);
    expect(reportWith({ ...day, incidents: many(7, () => incident) })).toEqual(
      counted("incidents[6].every", 10_100),
    );
  });

  test("their work counts on top of what is written", () => {
    const incident = { every: "15s", for: "12h", times: { latency: 2 } };
    expect(reportWith({ ...day, incidents: [{ ...incident, every: "1h" }] })).toEqual([]);
    expect(reportWith({ ...day, incidents: [incident] })).toEqual([
      "incidents[0].every: expected fewer incidents while others, or changes, are in force: applying them would take longer than the run",
    ]);
    const large = {
      duration: "1d",
      versions: many(64, (i) => ({ id: `v${i}` })),
      traffic: { rate: 1, segments: many(64, (i) => ({ id: `s${i}`, share: 1 / 64 })) },
    };
    expect(reportWith({ ...large, noise })).toEqual([]);
    expect(reportWith({ ...large, noise: { ...noise, latency: 0.1 } })).toEqual([
      "noise.every: expected noise of longer periods, or fewer changes beside it: applying them would take longer than the run",
    ]);
  });
});
