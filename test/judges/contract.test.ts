// What every judge owes, whatever it computes: one list of checks and of histories over all of them. A new judge is covered by its line.
import { describe, expect, test } from "vitest";
import { checks, type CheckConfig } from "../../sim/judges/check.ts";
import { judges } from "../../sim/judges/index.ts";
import type { Judgement } from "../../sim/judges/types.ts";
import { monitorAt, setting, telling, type Told, type Totals } from "./counted.ts";

/** Ways to ask, of which each judge allows some. */
const WAYS: readonly object[] = [
  { metric: "errorRate", max: "1%" },
  { metric: "errorRate", max: "0%" },
  { metric: "errorRate", max: "100%" },
  { metric: "successRate", min: "99%" },
  { metric: "successRate", min: "0%" },
  { metric: "successRate", min: "100%" },
  { metric: "reward", min: "40%", max: "60%" },
  ...[0, "1%", "-100%", "100%"].map((max) => ({ metric: "errorRate", max, than: "stable" })),
  { metric: "successRate", min: "-1%", max: "1%", than: "stable" },
  ...[0, 1, 2, 1e6].map((max) => ({ metric: "errorRate", max, than: "stable", as: "ratio" })),
  { metric: "reward", min: 0.9, than: "stable", as: "ratio" },
  { metric: "latencyP99", max: "1s" },
  { metric: "latencyP99" },
  { metric: "requests", min: 10 },
  { metric: "errorRate" },
  {},
];

/** What must be said beside its type. */
const REQUIRED: Readonly<Record<string, object>> = {
  kayenta: { metrics: [{ metric: "errorRate" }] },
};

/** Errors and requests of the candidate, then of stable, minute by minute. */
const HISTORIES: Readonly<Record<string, readonly Totals[]>> = {
  "no data": [
    [0, 0],
    [0, 0],
    [0, 0],
  ],
  "all failures": grown([100, 100, 0, 900]),
  "all failures on both": grown([100, 100, 900, 900]),
  "no failures": grown([0, 500, 0, 900]),
  "failures on stable alone": grown([0, 100, 900, 900]),
  "equal rates": grown([2, 100, 18, 900]),
  "one request": [
    [0, 0],
    [0, 1, 0, 1],
    [0, 1, 0, 1],
  ],
  "one request, which fails": [
    [0, 0],
    [1, 1, 0, 1],
    [1, 1, 0, 1],
  ],
  "nothing on stable": grown([2, 100, 0, 0]),
  "nothing on the candidate": grown([0, 0, 9, 900]),
  "a million a minute": grown([10_000, 1_000_000, 5000, 1_000_000]),
  "much before it began": [
    [50, 1000, 50, 1000],
    [51, 1100, 51, 1900],
    [52, 1200, 52, 2800],
  ],
};

function grown([e, n, es = 0, ns = 0]: Totals): Totals[] {
  return Array.from({ length: 12 }, (_, i) => [i * e, i * n, i * es, i * ns] as const);
}

/** A check as read, or why it is none. */
function read(judge: string, way: object): CheckConfig | readonly string[] {
  const written = { ...way, judge: { type: judge, ...REQUIRED[judge] } };
  const { success, data, error } = checks(1).safeParse([written]);
  return success ? data[0]! : error.issues.map(({ message }) => message);
}

const allowed = (judge: string): CheckConfig[] =>
  WAYS.map((way) => read(judge, way)).filter((check) => "judge" in check);

function ask(judge: (typeof judges)[number], check: CheckConfig, rows: readonly Totals[]) {
  const judging = telling(judge.ready(check.judge, check, setting).begin());
  return rows.map((_, row) => judging(monitorAt(rows, row)));
}

const VERDICTS: readonly Judgement["verdict"][] = [
  "pass",
  "fail",
  "inconclusive",
  "noData",
  "undecided",
];

function isSound({ value, against, requests, verdict, reason, standing }: Told): void {
  expect(VERDICTS).toContain(verdict);
  for (const figure of [value, against].filter((figure) => figure !== undefined))
    expect(Number.isFinite(figure)).toBe(true);
  expect(Number.isInteger(requests) && requests >= 0).toBe(true);
  expect(reason).toMatch(/^\S.*\S$/);
  expect(reason).not.toMatch(/NaN|undefined|Infinity/);
  if (standing === undefined) return;
  expect(standing.statistic).toMatch(/\S/);
  expect(Number.isFinite(standing.value)).toBe(true);
  for (const bound of [standing.lower, standing.upper])
    expect(bound === null || Number.isFinite(bound)).toBe(true);
  expect(standing.lower ?? -Infinity).toBeLessThanOrEqual(standing.upper ?? Infinity);
  expect(JSON.parse(JSON.stringify(standing))).toEqual(standing);
}

describe.each(judges.map((judge) => [judge.name, judge] as const))("%s", (name, judge) => {
  test("may be asked in some way, and says what it expects in all others", () => {
    const answers = WAYS.map((way) => read(name, way));
    expect(answers.some((answer) => "judge" in answer)).toBe(true);
    for (const answer of answers)
      if (!("judge" in answer)) for (const message of answer) expect(message).toMatch(/^expected /);
  });

  test("says what it computes, and where that comes from", () => {
    for (const words of [judge.summary, judge.formula, judge.source])
      expect(words).toMatch(/\w{2}/);
    for (const [parameter, { description }] of Object.entries(judge.config.shape))
      expect(description, parameter).toMatch(/\.$/);
  });

  test.each(Object.keys(HISTORIES))("%s", (history) => {
    for (const check of allowed(name)) {
      const said = ask(judge, check, HISTORIES[history]!);
      for (const judgement of said) isSound(judgement);
      // nothing outside moves it: begun anew on the same it says the same
      expect(ask(judge, check, HISTORIES[history]!)).toEqual(said);
    }
  });

  test("the same monitor again says the same again", () => {
    const rows = HISTORIES["equal rates"]!;
    for (const check of allowed(name)) {
      const judging = telling(judge.ready(check.judge, check, setting).begin());
      const twice = rows.map((_, row) => [0, 1].map(() => judging(monitorAt(rows, row))));
      for (const [once, again] of twice) expect(again).toEqual(once);
    }
  });

  test("what began before knows nothing of what begins now", () => {
    const rows = HISTORIES["all failures"]!;
    for (const check of allowed(name)) {
      const ready = judge.ready(check.judge, check, setting);
      const first = telling(ready.begin());
      for (const row of [0, 3, 6]) first(monitorAt(rows, row));
      const late = telling(ready.begin());
      const fresh = telling(judge.ready(check.judge, check, setting).begin());
      for (const row of [6, 8, 10])
        expect(late(monitorAt(rows, row))).toEqual(fresh(monitorAt(rows, row)));
    }
  });
});

// a score, or what is given, needs no data
const OF_METRICS = judges.filter(({ metric }) => metric);

test.each(OF_METRICS.map((judge) => [judge.name, judge] as const))(
  "%s decides nothing without data",
  (name, judge) => {
    for (const check of allowed(name))
      for (const { verdict, standing } of ask(judge, check, HISTORIES["no data"]!)) {
        if (check.metric === "requests") continue; // none is a number of them
        expect(["noData", "undecided"]).toContain(verdict);
        expect(standing).toBeUndefined();
      }
  },
);

/** Those that hold a share against limits. */
const OF_SHARES = judges.filter(({ limits }) => limits);

describe.each(OF_SHARES.map((judge) => [judge.name, judge] as const))(
  "%s of a share",
  (name, judge) => {
    const verdicts = (way: object, history: string) => {
      const check = read(name, way);
      if (!("judge" in check)) return undefined;
      return ask(judge, check, HISTORIES[history]!).map(({ verdict }) => verdict);
    };
    const limit = { metric: "errorRate", max: "1%" };
    const beside = { metric: "errorRate", max: "1%", than: "stable" };
    const asks = [limit, beside].filter((way) => verdicts(way, "no data") !== undefined);

    test("fails what always fails, and nothing else before it", () => {
      for (const way of asks) {
        const said = verdicts(way, "all failures")!;
        expect(said).not.toContain("pass");
        expect(said.at(-1)).toBe("fail");
      }
    });

    test("passes in time what never fails", () => {
      for (const way of asks) {
        const said = verdicts(way, "no failures")!;
        expect(said).not.toContain("fail");
        expect(said.at(-1)).toBe("pass");
      }
    });

    test("never fails what is as stable", () => {
      for (const history of ["equal rates", "all failures on both"])
        expect(verdicts(beside, history) ?? []).not.toContain("fail");
    });

    test("without stable nothing is compared", () => {
      for (const verdict of verdicts(beside, "nothing on stable") ?? [])
        expect(["noData", "undecided"]).toContain(verdict);
    });
  },
);
