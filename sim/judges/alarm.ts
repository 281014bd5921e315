// A CloudWatch alarm on one metric: M of the last N datapoints, one a period, and what a missing datapoint is. It is no check:
// it has a state, and knows nothing of counts or retries.
// Source: Amazon CloudWatch User Guide, "Alarm evaluation" and "Configuring how CloudWatch alarms treat missing data".
import * as z from "zod";
import type { Monitor, Watch, Window } from "../monitor/types.ts";
import type { Measure } from "../results/types.ts";
import type { Seconds } from "../scenario/types.ts";
import { positiveDuration, wholeIn } from "../scenario/units.ts";
import type { Actions, Plan } from "../strategies/types.ts";
import { beyond, limit, readRange, reporter, type Range } from "./limit.ts";
import { metricName, queryOf, watchOf, type Query } from "./metrics.ts";
import { duration, plural } from "./wording.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** One datapoint, oldest first in lists: whether it breaches the threshold; undefined is missing. */
export type Datapoint = boolean | undefined;

/** How datapoints make a state. */
export interface Evaluation {
  /** N: the datapoints that count. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. */
  readonly datapointsToAlarm: number;
  readonly missingData: "missing" | "ignore" | "breaching" | "notBreaching";
}

export interface AlarmConfig extends Range, Evaluation {
  readonly name: string;
  readonly metric: string;
  readonly of: string;
  readonly period: Seconds;
}

/** Datapoints looked at beyond N, for real ones to stand in for missing ones: as in the guide's tables, which show 5 for N = 3. */
const BEYOND = 2;
const DAY = 86_400;

const written = z
  .strictObject({
    name: z.string().min(1).max(100).optional().describe("What the log calls it."),
    metric: metricName.describe("What each datapoint is, over its period."),
    max: limit.optional().describe("A datapoint above it breaches."),
    min: limit.optional().describe("A datapoint below it breaches."),
    of: z
      .string()
      .min(1)
      .max(64)
      .default("candidate")
      .describe('Whose metric: "candidate", "stable", "all" or a version\'s id.'),
    period: positiveDuration
      .prefault("1m")
      .describe("What one datapoint covers: 10s, 20s, 30s or whole minutes."),
    evaluationPeriods: wholeIn(1, DAY).default(1).describe("How many datapoints count (N)."),
    datapointsToAlarm: wholeIn(1, DAY)
      .optional()
      .describe("How many of them must breach (M); all by default."),
    missingData: z
      .enum(["missing", "ignore", "breaching", "notBreaching"])
      .default("missing")
      .describe("What a period without data is."),
  })
  .meta({ id: "alarm" });

const alarm = written.transform((raw, context): AlarmConfig => {
  const { report, isSound } = reporter(context);
  const { max: _max, min: _min, name = raw.metric, datapointsToAlarm, ...rest } = raw;
  const { period, evaluationPeriods } = raw;
  if (raw.max === undefined && raw.min === undefined) report(["max"], "expected max, min or both");
  if (![10, 20, 30].includes(period) && period % 60 !== 0)
    report(["period"], "expected 10s, 20s, 30s or whole minutes");
  const longest = period < 3600 ? DAY : 7 * DAY;
  if (period * evaluationPeriods > longest)
    report(["evaluationPeriods"], `expected at most ${duration(longest)} of periods in all`);
  const most = datapointsToAlarm ?? evaluationPeriods;
  if (most > evaluationPeriods)
    report(["datapointsToAlarm"], `expected at most evaluationPeriods (${evaluationPeriods})`);
  const limits = readRange(raw, raw, [], report);
  return isSound() ? { ...rest, ...limits, name, datapointsToAlarm: most } : z.NEVER;
});

/** A list of alarms, at most so many. */
export function alarms(most: number) {
  return z.array(alarm).max(most);
}

/**
 * The state after an evaluation.
 * When N real datapoints are in range, the last N of them decide. Otherwise missing ones are filled in: as breaching or not, or
 * (missing, ignore) not at all. Then, with only breaching datapoints but fewer than M, `ignore` keeps the state; `missing` is an
 * alarm as soon as the oldest of them is at least M periods old, and keeps the state until then. Without any datapoint `missing`
 * is INSUFFICIENT_DATA and `ignore` keeps the state.
 * @param points  oldest first: N, and a few more where the real ones are looked for
 */
export function evaluate(
  points: readonly Datapoint[],
  { evaluationPeriods: n, datapointsToAlarm: m, missingData }: Evaluation,
  state: AlarmState,
): AlarmState {
  const real = points.filter((point) => point !== undefined);
  const counted = real.slice(-n);
  const breaching = counted.filter(Boolean).length;
  const filled = missingData === "breaching" ? n - counted.length : 0;
  if (breaching + filled >= m) return "ALARM";
  if (counted.length === n || missingData === "breaching" || missingData === "notBreaching")
    return "OK";
  if (breaching < counted.length) return "OK";
  if (missingData === "ignore") return state;
  if (breaching === 0) return "INSUFFICIENT_DATA";
  const oldest = points.length - points.findIndex((point) => point !== undefined);
  return oldest >= m ? "ALARM" : state;
}

/** Alarms that are watched during a deployment. */
export interface Alarms {
  readonly watches: readonly Watch[];
  /** Of each alarm, what every time of evaluation is a multiple of. */
  readonly times: readonly Seconds[];
  /** When one is evaluated next; Infinity without alarms. */
  readonly due: Seconds;
  /** Why an alarm is in ALARM: a sentence with its numbers. */
  readonly reason: string;
  /**
   * Evaluates every alarm that is due, and logs its newest datapoint.
   * @returns the first alarm in ALARM; undefined when there is none
   */
  measure(monitor: Monitor, act: Actions): AlarmConfig | undefined;
}

interface Watched {
  readonly alarm: AlarmConfig;
  readonly query: Query;
  due: Seconds;
  state: AlarmState;
  reason: string;
}

/**
 * Alarms that have been there for long: the first evaluation, at the first whole period at or after `at`, looks back before it.
 * An alarm begins in INSUFFICIENT_DATA.
 */
export function startAlarms(list: readonly AlarmConfig[], plan: Plan, at: Seconds): Alarms {
  const watched = list.map((alarm): Watched => {
    const query = queryOf(alarm.metric, alarm.of, range(alarm), plan);
    const due = firstAt(alarm, at);
    return { alarm, query, due, state: "INSUFFICIENT_DATA", reason: "" };
  });
  const alarms = {
    watches: watched.map(({ alarm, query }) => ({
      ...watchOf({ ...query, window: range(alarm) }),
      step: alarm.period,
    })),
    times: list.map(every),
    due: Math.min(Infinity, ...watched.map(({ due }) => due)),
    reason: "",
    measure(monitor: Monitor, act: Actions): AlarmConfig | undefined {
      for (const one of watched) if (one.due <= monitor.now) evaluateOne(one, monitor, act);
      alarms.due = Math.min(Infinity, ...watched.map(({ due }) => due));
      const raised = watched.find(({ state }) => state === "ALARM");
      alarms.reason = raised?.reason ?? "";
      return raised?.alarm;
    },
  };
  return alarms;
}

/** How far back an evaluation looks. */
function range({ period, evaluationPeriods }: AlarmConfig): Seconds {
  return period * (evaluationPeriods + BEYOND);
}

/** From one evaluation to the next: a minute, or 10 s for the short periods. */
function every({ period }: AlarmConfig): Seconds {
  return period < 60 ? 10 : 60;
}

function firstAt(alarm: AlarmConfig, at: Seconds): Seconds {
  const step = every(alarm);
  return Math.max(alarm.period, Math.ceil(at / step) * step);
}

function evaluateOne(one: Watched, monitor: Monitor, act: Actions): void {
  const { alarm, query } = one;
  const pieces = monitor.down
    ? []
    : monitor.pieces(query.target, range(alarm), alarm.period, query.lag);
  const points = pieces.map((piece) => pointOf(piece, one));
  const missing = Array<undefined>(Math.max(0, alarm.evaluationPeriods + BEYOND - points.length));
  one.state = evaluate([...missing, ...points], alarm, one.state);
  one.due += every(alarm);
  const newest = pieces[pieces.length - 1];
  one.reason = `${alarm.name} is in ${one.state}: ${said(newest, one)}${mOfN(points, alarm)}`;
  act.check(measureOf(newest, one), one.reason);
}

function pointOf(piece: Window, { alarm, query }: Watched): Datapoint {
  const value = query.metric.read(piece);
  return value === undefined ? undefined : beyond(value, alarm);
}

function said(newest: Window | undefined, { alarm, query: { metric } }: Watched): string {
  const value = newest && metric.read(newest);
  if (newest === undefined || value === undefined) {
    return `no data on ${metric.label} in the last ${duration(alarm.period)}`;
  }
  return `${metric.label} ${metric.say(value, newest)}`;
}

/** ", 2 of the last 3 datapoints breach, limit 2": of those that are there. */
function mOfN(points: readonly Datapoint[], alarm: AlarmConfig): string {
  const real = points.filter((point) => point !== undefined).slice(-alarm.evaluationPeriods);
  const breaching = real.filter(Boolean).length;
  return `, ${breaching} of the last ${plural(real.length, "datapoint")} breach, alarm at ${alarm.datapointsToAlarm}`;
}

const MISSING: Readonly<Record<Evaluation["missingData"], Measure["verdict"]>> = {
  missing: "inconclusive",
  ignore: "inconclusive",
  breaching: "fail",
  notBreaching: "pass",
};

function measureOf(newest: Window | undefined, one: Watched): Measure {
  const { alarm, query } = one;
  const point = newest && pointOf(newest, one);
  return {
    name: alarm.name,
    metric: alarm.metric,
    value: (newest && query.metric.read(newest)) ?? null,
    against: null,
    verdict: point === undefined ? MISSING[alarm.missingData] : point ? "fail" : "pass",
    requests: newest === undefined ? 0 : query.metric.size(newest),
  };
}
