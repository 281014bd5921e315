// One metric, compared with stable's as Kayenta compares it: by the ranks of their points in time. What it sees is whether most
// points lie higher, not by how much a few do: rare errors and a wider spread leave most points where they were.
import * as z from "zod";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import { mannWhitney as rankTest, type Shift } from "../statistics/mannWhitney.ts";
import {
  classify,
  classifying,
  CONFIDENCE,
  type Classification,
  type Classifying,
} from "./classification.ts";
import { queryOf, type Metric } from "./metrics.ts";
import { seriesOf, span, type Points, type Span } from "./series.ts";
import type { Judge, Judgement } from "./types.ts";
import { percent, plain, plural } from "./wording.ts";

export const mannWhitney: Judge<Classifying & Span> = {
  name: "mannWhitney",
  summary: "Compares a metric's points in time with stable's by their ranks, as Kayenta does.",
  formula: "U = pairs with x > y; the interval of the shift by inverting its z",
  source:
    "Kayenta's MannWhitneyClassifier (a69573b): R's wilcox.test, 98% interval of the shift, beyond 25% of its estimate",
  config: z.strictObject({ ...classifying, ...span }),
  metric: true,
  limits: false,
  ready(how, check, setting) {
    const query = queryOf(check.metric, check.of, check.window ?? setting.window, setting);
    const looks = { every: check.every, count: check.count, series: 2 };
    const candidate = seriesOf(query, how, looks, setting);
    const stable = seriesOf({ ...query, target: setting.stable }, how, looks, setting);
    return {
      label: query.metric.label,
      watches: [candidate.watch, stable.watch],
      begin() {
        const random = setting.random(`judge/${check.name}`);
        let began: Seconds | undefined;
        return (monitor: Monitor) => {
          began ??= monitor.now;
          if (monitor.now - began < how.step) return undecided(query.metric);
          const [experiment, control] = [candidate, stable].map((of) => of.read(monitor, began!));
          const result = classify(experiment!.values, control!.values, how, random);
          return judgement(result, query.metric, experiment!, control!);
        };
      },
    };
  },
};

function undecided({ label }: Metric): Judgement {
  return {
    value: undefined,
    against: undefined,
    requests: 0,
    verdict: "undecided",
    reason: `${label}: not enough points in time to compare yet`,
  };
}

function judgement(
  { label, shift }: Classification,
  metric: Metric,
  experiment: Points,
  control: Points,
): Judgement {
  if (label === "error") return undecided(metric);
  const found = { requests: experiment.requests, value: experiment.mean, against: control.mean };
  if (label === "nodata" || label === "nodataFail") {
    const whose = experiment.values.some((value) => !Number.isNaN(value)) ? " for stable" : "";
    return { ...found, verdict: "noData", reason: `no data on ${metric.label}${whose}` };
  }
  const verdict = label === "pass" ? "pass" : "fail";
  const reason = `${metric.label} ${WORDS[label]} in ${plural(experiment.values.length, "point")}${said(shift, metric, experiment, control)}`;
  return { ...found, verdict, reason };
}

const WORDS = {
  pass: "is as stable's",
  high: "is higher than stable's",
  low: "is lower than stable's",
};

/** ": +1.2 points (98%: +0.8 to +1.6), p = 0.002" */
function said(shift: Shift | undefined, metric: Metric, a: Points, b: Points): string {
  if (shift === undefined) return "";
  const known = ({ values }: Points) => values.filter((value) => !Number.isNaN(value));
  const p = rankTest(known(a), known(b))?.p;
  const by = (value: number) => `${value < 0 ? "" : "+"}${plain(value, 2)}`;
  const unit = { share: " points", duration: " ms", count: "" }[metric.unit];
  const interval = `${percent(CONFIDENCE)}: ${by(shift.low)} to ${by(shift.high)}`;
  return `: ${by(shift.estimate)}${unit} (${interval})${p === undefined ? "" : `, p = ${plain(p, 2)}`}`;
}
