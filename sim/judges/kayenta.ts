// Spinnaker's automated canary analysis: several metrics, each compared with stable's, in groups, and a score.
// One judgement is a measurement. Kayenta's `lifetime` and `interval` are a check's `count` (lifetime / interval, rounded down)
// and `every`; its `beginAfter` is `delay`: the first look is the beginning, and decides nothing. A score of at most `marginal`
// ends the analysis at once, as in the code (the API's text would let `marginal` itself pass); one below `pass` goes on, and ends
// badly when it is the last.
import * as z from "zod";
import type { Monitor } from "../monitor/types.ts";
import type { Stream } from "../random/streams.ts";
import type { Seconds } from "../scenario/types.ts";
import { numberIn } from "../scenario/units.ts";
import { classify, classifying, type Classification } from "./classification.ts";
import { metricName, queryOf } from "./metrics.ts";
import { scoreOf } from "./score.ts";
import { seriesOf, span, type Series } from "./series.ts";
import type { CheckConfig } from "./check.ts";
import type { Judge, Judgement, Setting, Wrong } from "./types.ts";
import { plain, plural } from "./wording.ts";

const MOST_METRICS = 100;
const subject = z.string().min(1).max(64);

const metric = z.strictObject({
  metric: metricName.describe("What is compared: built in, or one of `monitor.metrics`."),
  name: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("What the log calls it; its label by default."),
  of: subject.optional().describe("Whose it is; whose the check is `of` by default."),
  group: z.string().min(1).max(100).default("all").describe("The group it counts in."),
  ...classifying,
  critical: z.boolean().default(false).describe("Whether it alone fails the canary."),
  mustHaveData: z.boolean().default(false).describe("Whether a series without data is a failure."),
  muted: z.boolean().default(false).describe("Compared and logged; never counted."),
});
type Metric = z.output<typeof metric>;

const config = z.strictObject({
  metrics: z.array(metric).min(1).max(MOST_METRICS).describe("What is compared."),
  groups: z
    .record(z.string().min(1).max(100), numberIn(0, 100))
    .prefault({})
    .describe("Weights of groups, percent points; those without one share what is left of 100."),
  pass: numberIn(0, 100).default(95).describe("The last score must be at least this."),
  marginal: numberIn(0, 100).default(75).describe("A score up to this fails at once."),
  ...span,
});
type Kayenta = z.output<typeof config>;

export const kayenta: Judge<Kayenta> = {
  name: "kayenta",
  summary:
    "Scores several metrics against stable's from 0 to 100, as Spinnaker's canary analysis does.",
  formula: "score = sum over groups of weight * passed / counted",
  source:
    "Spinnaker Kayenta's NetflixACAJudge-v1.0 (a69573b), its scorer and its standalone canary analysis",
  config,
  metric: false,
  limits: false,
  inconclusiveLimit: Infinity,
  problems({ judge }) {
    const { groups, metrics, pass, marginal } = judge as unknown as Kayenta;
    const given = Object.values(groups).reduce((sum, weight) => sum + weight, 0);
    const unknown = Object.keys(groups).filter(
      (name) => !metrics.some(({ group }) => group === name),
    );
    const wrong: Wrong[] = unknown.map((name) => ({
      path: ["judge", "groups", name],
      message: "expected a group that one of metrics is in",
    }));
    if (given > 100)
      wrong.push({
        path: ["judge", "groups"],
        message: `expected weights of at most 100 in all, got ${given}`,
      });
    if (metrics.every(({ muted }) => muted))
      wrong.push({
        path: ["judge", "metrics"],
        message: "expected one that is not muted: nothing would be counted",
      });
    if (marginal > pass)
      wrong.push({
        path: ["judge", "marginal"],
        message: `expected at most pass (${pass}), got ${marginal}`,
      });
    return wrong;
  },
  ready(parameters, check, setting) {
    const compared = parameters.metrics.map((of) => comparedOf(of, parameters, check, setting));
    return {
      label: "score",
      watches: compared.flatMap(({ candidate, stable }) => [candidate.watch, stable.watch]),
      begin: () => judging(parameters, compared, check, setting.random(`judge/${check.name}`)),
    };
  },
};

interface Compared {
  readonly how: Metric;
  readonly label: string;
  readonly candidate: Series;
  readonly stable: Series;
}

function comparedOf(
  how: Metric,
  parameters: Kayenta,
  { of, every, count }: CheckConfig,
  setting: Setting,
): Compared {
  const query = queryOf(how.metric, how.of ?? of, setting.window, setting);
  const looks = { every, count, series: 2 * parameters.metrics.length };
  return {
    how,
    label: how.name ?? query.metric.label,
    candidate: seriesOf(query, parameters, looks, setting),
    stable: seriesOf({ ...query, target: setting.stable }, parameters, looks, setting),
  };
}

/** How one metric came out. */
interface Found extends Classification {
  readonly of: Compared;
  /** Stable's points with data. */
  readonly points: number;
}

/** Fewer of stable's points, and Kayenta warns that they say little. */
const FEW_POINTS = 50;

function judging(
  parameters: Kayenta,
  compared: readonly Compared[],
  { count, minimumRequests }: CheckConfig,
  random: Stream,
): (monitor: Monitor) => Judgement {
  let began: Seconds | undefined;
  let judged = 0;
  return (monitor) => {
    began ??= monitor.now;
    if (monitor.now - began < parameters.step) return BEGINNING;
    const start = began;
    let requests = 0;
    const found = compared.map((of): Found => {
      const seen = of.candidate.read(monitor, start);
      const { values } = of.stable.read(monitor, start);
      requests = Math.max(requests, seen.requests);
      const points = values.filter((value) => !Number.isNaN(value)).length;
      return { of, points, ...classify(seen.values, values, of.how, random) };
    });
    if (requests >= (minimumRequests ?? 0)) judged++; // what is not enough is no judgement
    return judgement(found, requests, judged >= (count ?? Infinity), parameters);
  };
}

const BEGINNING: Judgement = {
  value: undefined,
  against: undefined,
  requests: 0,
  verdict: "undecided",
  reason: "score: no point in time to compare yet",
};

function judgement(
  found: readonly Found[],
  requests: number,
  last: boolean,
  { pass, marginal, groups }: Kayenta,
): Judgement {
  const counted = found.filter(({ of }) => !of.how.muted);
  const results = counted.map(({ of, label, critical }) => ({
    label,
    critical,
    group: of.how.group,
  }));
  const value = scoreOf(results, groups);
  // At most marginal ends it even where that is what passes, as Kayenta's own order has it.
  const stops = value <= marginal;
  const verdict = stops ? "fail" : value >= pass ? "pass" : last ? "fail" : "inconclusive";
  const limit = stops ? `<= ${marginal}` : verdict === "pass" ? `>= ${pass}` : `< ${pass}`;
  const bad = counted.filter(({ label }) => label !== "pass");
  const why =
    bad.length === 0
      ? `${plural(counted.length, "metric")} as stable's`
      : bad.map(({ of, label, critical }) => said(of.label, label, critical)).join(", ");
  const points = Math.min(...counted.map((one) => one.points));
  const few =
    points < FEW_POINTS ? ` (${plural(points, "point")} of stable's, better ${FEW_POINTS})` : "";
  const reason = `score ${plain(value)} ${limit}: ${why}${few}`;
  return { value, against: undefined, requests, verdict, reason };
}

const WORDS: Readonly<Record<Classification["label"], string>> = {
  pass: "as stable's",
  high: "higher than stable's",
  low: "lower than stable's",
  nodata: "without data",
  nodataFail: "without data it must have",
  error: "not to be compared",
};

function said(name: string, label: Classification["label"], critical: boolean): string {
  return `${name} ${WORDS[label]}${critical ? " (critical)" : ""}`;
}
