// A CloudWatch alarm: its states by the tables of the CloudWatch User Guide, when it is evaluated, and what it says.
import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  alarms,
  evaluate,
  startAlarms,
  type AlarmState,
  type Datapoint,
  type Evaluation,
} from "../../sim/judges/alarm.ts";
import type { Monitor, Window } from "../../sim/monitor/types.ts";
import type { Measure } from "../../sim/results/types.ts";
import type { Actions, Plan } from "../../sim/strategies/types.ts";

const LETTERS: Readonly<Record<string, Datapoint>> = { 0: false, X: true, "-": undefined };
const points = (letters: string): Datapoint[] => letters.split(" ").map((c) => LETTERS[c]);

/** "OK", "ALARM" and "INSUFFICIENT_DATA"; "kept" is whatever it was. */
type Wanted = AlarmState | "kept";
const STATES: readonly AlarmState[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];
const INSUFFICIENT = "INSUFFICIENT_DATA";

/** What it becomes from every state it may be in; "kept" when it stays in each. */
function becomes(letters: string, evaluation: Evaluation): Wanted {
  const after = STATES.map((before) => evaluate(points(letters), evaluation, before));
  if (after.every((state, i) => state === STATES[i])) return "kept";
  expect(new Set(after).size).toBe(1);
  return after[0]!;
}

type Row = readonly [
  points: string,
  missing: Wanted,
  ignore: Wanted,
  breaching: Wanted,
  notBreaching: Wanted,
];

/** A row of the guide's tables: what each treatment of missing data makes of it. */
function row(letters: string, n: number, m: number): Row {
  const of = (missingData: Evaluation["missingData"]) =>
    becomes(letters, { evaluationPeriods: n, datapointsToAlarm: m, missingData });
  return [letters, of("missing"), of("ignore"), of("breaching"), of("notBreaching")];
}

describe("CloudWatch: the guide's table for 3 of 3, five datapoints in range", () => {
  test.each<Row>([
    ["0 - X - X", "OK", "OK", "OK", "OK"],
    ["0 - - - -", "OK", "OK", "OK", "OK"],
    ["- - - - -", INSUFFICIENT, "kept", "ALARM", "OK"],
    ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["- - X - -", "ALARM", "kept", "ALARM", "OK"],
  ])("%s", (...wanted) => expect(row(wanted[0], 3, 3)).toEqual(wanted));
});

describe("CloudWatch: the guide's table for 2 of 3", () => {
  test.each<Row>([
    ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0 - X - -", "OK", "OK", "ALARM", "OK"],
    ["- - - - 0", "OK", "OK", "ALARM", "OK"],
    ["- - - X -", "ALARM", "kept", "ALARM", "OK"],
  ])("%s", (...wanted) => expect(row(wanted[0], 3, 2)).toEqual(wanted));
});

describe("CloudWatch: M of N", () => {
  test.each<readonly [n: number, m: number, letters: string, wanted: AlarmState]>([
    [1, 1, "0 0 X", "ALARM"],
    [1, 1, "X X 0", "OK"],
    [3, 3, "0 0 X X X", "ALARM"],
    [3, 3, "X X X X 0", "OK"],
    [3, 3, "0 0 0 X X", "OK"],
    [3, 1, "0 0 X 0 0", "ALARM"],
    [3, 1, "X X 0 0 0", "OK"], // those beyond the third are not counted while there are three
    [5, 3, "0 0 X 0 X 0 X", "ALARM"],
    [5, 3, "X X X 0 0 0 X", "OK"],
  ])("%i, %i: %s", (evaluationPeriods, datapointsToAlarm, letters, wanted) => {
    expect(new Set(row(letters, evaluationPeriods, datapointsToAlarm).slice(1))).toEqual(
      new Set([wanted]),
    );
  });

  test("CloudWatch: one new breaching datapoint is no alarm before it is M periods old", () => {
    const evaluation = {
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      missingData: "missing",
    } as const;
    expect(becomes("- - - - X", evaluation)).toBe("kept");
    expect(becomes("- - - X -", evaluation)).toBe("kept");
    expect(becomes("- - X - -", evaluation)).toBe("ALARM");
  });

  test("the default: no data at all is no alarm, the opposite of Flagger", () => {
    const [read] = alarms(1).parse([{ metric: "errorRate", max: "1%" }]);
    expect(evaluate(points("- - -"), read!, "OK")).toBe(INSUFFICIENT);
  });
});

/** Errors of a hundred requests in each minute; -1 is a minute without requests. */
function watch(minutes: readonly number[], written: object, at = 0) {
  const [config] = alarms(1).parse([{ metric: "errorRate", max: "5%", ...written }]);
  const plan = {
    versions: [{ id: "stable" }, { id: "candidate" }],
    stable: 0,
    candidate: 1,
    metrics: [],
  } as unknown as Plan;
  const watched = startAlarms([config!], plan, at);
  const log: { at: number; state: AlarmState; measure: Measure; reason: string }[] = [];
  let down = false;
  const windowOf = (from: number, to: number): Window => {
    const seen = minutes.slice(Math.max(0, from / 60), to / 60).filter((errors) => errors >= 0);
    const requests = seen.length * 100;
    const errors = seen.reduce((a, b) => a + b, 0);
    return { from, to, requests, errors, labels: 0, rewards: 0, latency: () => undefined };
  };
  const run = (until: number) => {
    while (watched.due <= until) {
      const now = watched.due;
      const monitor: Monitor = {
        now,
        down,
        window: () => expect.fail("it asks for pieces"),
        total: () => expect.fail("it asks for pieces"),
        exposures: () => expect.fail("it asks for pieces"),
        pods: () => ({ ready: 0, starting: 0 }),
        pieces(target, window, step) {
          expect(watched.watches).toContainEqual({
            target,
            window,
            latency: false,
            labels: false,
            lag: 0,
            step,
          });
          const pieces: Window[] = [];
          for (let to = now; to > 0 && to > now - window; to -= step)
            pieces.unshift(windowOf(Math.max(0, to - step), to));
          return pieces;
        },
      };
      const act = {
        check: (measure: Measure, reason: string) => {
          const state = STATES.find((state) => reason.includes(` is in ${state}:`))!;
          log.push({ at: now, state, measure, reason });
        },
      } as unknown as Actions;
      const raised = watched.measure(monitor, act);
      expect(raised).toEqual(log[log.length - 1]!.state === "ALARM" ? config : undefined);
      expect(watched.due).toBeGreaterThan(now);
    }
    return log;
  };
  return {
    run,
    watched,
    fail(value: boolean) {
      down = value;
    },
  };
}

const states = (log: readonly { at: number; state: AlarmState }[]) =>
  log.map(({ at, state }) => `${at} ${state}`);

describe("when it is evaluated", () => {
  test("CloudWatch: every minute, from the first whole period on", () => {
    expect(states(watch([0, 9, 0], {}).run(180))).toEqual(["60 OK", "120 ALARM", "180 OK"]);
  });

  test("CloudWatch: a period of 5 minutes is looked at every minute, as the last five", () => {
    // 9 errors a minute from minute 5 on: 5% of five minutes is passed in the third of them
    const log = watch([0, 0, 0, 0, 0, 9, 9, 9, 9, 9], { period: "5m" }).run(600);
    expect(states(log)).toEqual([
      "300 OK",
      "360 OK",
      "420 OK",
      "480 ALARM",
      "540 ALARM",
      "600 ALARM",
    ]);
  });

  test("CloudWatch: short periods are looked at every 10 s", () => {
    const { watched } = watch([], { period: "30s" });
    expect(watched.due).toBe(30);
    expect(watch([], { period: "30s" }).run(60)).toHaveLength(4);
    expect(watch([], { period: "10s" }).run(60)).toHaveLength(6);
  });

  test("it begins at the first whole minute at or after the deployment's, and looks back before it", () => {
    expect(watch([], {}, 120).watched.due).toBe(120);
    expect(watch([], {}, 121).watched.due).toBe(180);
    expect(states(watch([9, 9, 0], { evaluationPeriods: 2 }, 120).run(180))).toEqual([
      "120 ALARM",
      "180 OK",
    ]);
  });

  test("no alarms are never due", () => {
    const nothing = startAlarms([], {} as Plan, 0);
    expect([nothing.due, nothing.watches]).toEqual([Infinity, []]);
  });
});

describe("states over time", () => {
  test("2 of 3: in at the second, out when fewer than two are left", () => {
    const log = watch([0, 9, 0, 9, 0, 0, 0], { evaluationPeriods: 3, datapointsToAlarm: 2 }).run(
      420,
    );
    expect(log.map(({ state }) => state)).toEqual([
      // one real datapoint, then two: no breach among them is OK
      "OK",
      "OK",
      "OK",
      "ALARM",
      "OK",
      "OK",
      "OK",
    ]);
  });

  test("a gap keeps the state under `ignore`, and is not seen under `missing` while there are enough others", () => {
    const minutes = [9, -1, -1, -1, -1, 0];
    const of = (missingData: string) =>
      watch(minutes, { missingData })
        .run(360)
        .map(({ state }) => state);
    expect(of("ignore")).toEqual(["ALARM", "ALARM", "ALARM", "ALARM", "ALARM", "OK"]);
    // the last real one still lies within three periods
    expect(of("missing")).toEqual(["ALARM", "ALARM", "ALARM", INSUFFICIENT, INSUFFICIENT, "OK"]);
    expect(of("breaching")).toEqual(["ALARM", "ALARM", "ALARM", "ALARM", "ALARM", "OK"]);
    expect(of("notBreaching")).toEqual(["ALARM", "ALARM", "ALARM", "OK", "OK", "OK"]);
  });

  test("a provider that does not answer leaves it without datapoints", () => {
    for (const [missingData, wanted] of [
      ["missing", INSUFFICIENT],
      ["ignore", "OK"],
      ["breaching", "ALARM"],
      ["notBreaching", "OK"],
    ] as const) {
      const one = watch([0, 0, 0], { missingData });
      one.run(60);
      one.fail(true);
      const log = one.run(120);
      expect(log[log.length - 1]!.state).toBe(wanted);
    }
  });
});

test("its reason has the newest datapoint, how many breach and how many it takes", () => {
  const log = watch([0, 9, 9], { name: "5xx", evaluationPeriods: 3, datapointsToAlarm: 2 }).run(
    180,
  );
  expect(log[2]!.reason).toBe(
    "5xx is in ALARM: error rate 9% (9 of 100), 2 of the last 3 datapoints breach, alarm at 2",
  );
  expect(log[2]!.measure).toEqual({
    name: "5xx",
    metric: "errorRate",
    value: 0.09,
    against: null,
    verdict: "fail",
    requests: 100,
  });
  expect(watch([-1], {}).run(60)[0]!.reason).toBe(
    "errorRate is in INSUFFICIENT_DATA: no data on error rate in the last 1m, 0 of the last 0 datapoints breach, alarm at 1",
  );
});

describe("what may be written", () => {
  const wrong = (alarm: object, most = 10): string[] => {
    const result = alarms(most).safeParse(Array.isArray(alarm) ? alarm : [alarm]);
    return result.success
      ? []
      : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };
  const plain = { metric: "errorRate", max: "1%" };

  test("defaults", () => {
    expect(alarms(1).parse([plain])).toEqual([
      {
        name: "errorRate",
        metric: "errorRate",
        max: 0.01,
        of: "candidate",
        period: 60,
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        missingData: "missing",
      },
    ]);
    expect(alarms(1).parse([{ ...plain, evaluationPeriods: 4 }])[0]!.datapointsToAlarm).toBe(4);
  });

  test.each([
    [{ metric: "errorRate" }, "0.max: expected max, min or both"],
    [{ ...plain, period: "45s" }, "0.period: expected 10s, 20s, 30s or whole minutes"],
    [{ ...plain, period: "90s" }, "0.period: expected 10s, 20s, 30s or whole minutes"],
    [
      { ...plain, evaluationPeriods: 2, datapointsToAlarm: 3 },
      "0.datapointsToAlarm: expected at most evaluationPeriods (2)",
    ],
    [
      { ...plain, period: "5m", evaluationPeriods: 289 },
      "0.evaluationPeriods: expected at most 1d of periods in all",
    ],
    [
      { ...plain, period: "1h", evaluationPeriods: 169 },
      "0.evaluationPeriods: expected at most 7d of periods in all",
    ],
    [{ metric: "latencyP99", max: "1%" }, '0.max: expected a duration like "30m"'],
  ])("%j", (alarm, message) => {
    expect(wrong(alarm)).toEqual([message]);
  });

  test("at the bounds it is fine, and no more alarms than the service takes", () => {
    expect(wrong({ ...plain, period: "5m", evaluationPeriods: 288 })).toEqual([]);
    expect(wrong({ ...plain, period: "1h", evaluationPeriods: 168 })).toEqual([]);
    expect(wrong(Array<object>(10).fill(plain))).toEqual([]);
    expect(wrong(Array<object>(11).fill(plain))).toHaveLength(1);
  });

  test("it has a JSON schema", () => {
    expect(z.toJSONSchema(alarms(10), { io: "input" })).toMatchObject({
      type: "array",
      maxItems: 10,
      items: { $ref: "#/$defs/alarm" },
      $defs: {
        alarm: {
          type: "object",
          required: ["metric"],
          additionalProperties: false,
          properties: { evaluationPeriods: { type: "integer", default: 1 } },
        },
      },
    });
  });
});
