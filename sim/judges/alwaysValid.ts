// A proportion held against a limit, or against stable's, with evidence that stays honest however often it is looked at. All that
// came since the first look counts, not a window. Until the evidence is enough either way it is undecided: it counts nowhere.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { ScenarioError } from "../scenario/problem.ts";
import type { Seconds } from "../scenario/types.ts";
import { positiveDuration, share } from "../scenario/units.ts";
import {
  confidenceSequence,
  lnEvidenceAbove,
  lnEvidenceBelow,
  type Interval,
} from "../statistics/bernoulliSequence.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { Monitor } from "../monitor/types.ts";
import type { CheckConfig } from "./check.ts";
import type { Range } from "./limit.ts";
import { builtIn, queryOf, watchOf, type Query } from "./metrics.ts";
import type { Judge, Judgement } from "./types.ts";
import { count, duration, measuredPercent, percent, plain } from "./wording.ts";

const config = z.strictObject({
  alpha: share
    .refine((alpha) => alpha > 0 && alpha < 1, { error: "expected a share above 0 and below 1" })
    .prefault(0.05)
    .describe("Chance of ever failing what is within its limits, and of ever passing what is not."),
  giveUpAfter: positiveDuration
    .optional()
    .describe("Undecided so long after the first look is inconclusive; never by default."),
});
type AlwaysValid = z.output<typeof config>;

export const alwaysValid: Judge<AlwaysValid> = {
  name: "alwaysValid",
  summary: "Fails or passes a share once the evidence is enough, and may be asked at any time.",
  formula:
    "fails once ln e >= ln(1 / alpha), e = B(1 + S, 1 + n - S) / (p^S (1 - p)^(n - S)) restricted to beyond the limit p",
  source:
    "mixture evidence (Robbins 1970, Ville 1939) for a limit; against stable, two confidence sequences (Howard et al. 2021)",
  config,
  metric: true,
  limits: true,
  problems({ inconclusive, metric }) {
    const { unit } = builtIn(metric) ?? { unit: "share" };
    return [
      ...(inconclusive === null
        ? []
        : [
            {
              path: ["inconclusive"],
              message: "expected none: what is undecided is measured again",
            },
          ]),
      ...(unit === "share"
        ? []
        : [{ path: ["metric"], message: "expected a share for the judge alwaysValid" }]),
    ];
  },
  ready(parameters, check, setting) {
    const query = queryOf(check.metric, check.of, check.window ?? setting.window, setting);
    const reference = check.than === null ? null : { ...query, target: setting.stable };
    if (query.metric.unit !== "share") throw notAShare(check);
    return {
      label: query.metric.label,
      watches: (reference === null ? [query] : [query, reference]).map(watchOf),
      begin: () => judging(parameters, check, query, reference),
    };
  },
};

function notAShare({ name, metric }: CheckConfig): ScenarioError {
  const message = `${name}: expected a share for the judge alwaysValid, got the metric ${metric}`;
  return new ScenarioError([{ path: "strategies", message }]);
}

/** What was counted since the first look. */
function counting({ metric, target, lag }: Query): (monitor: Monitor) => Counts {
  let before: Counts | undefined;
  return (monitor) => {
    const total = { ...monitor.total(target, lag), latency: () => undefined };
    const n = metric.size(total);
    const now = { n, successes: Math.round((metric.read(total) ?? 0) * n) };
    before ??= now;
    return { n: now.n - before.n, successes: now.successes - before.successes };
  };
}

function judging(
  { alpha, giveUpAfter = Infinity }: AlwaysValid,
  check: CheckConfig,
  query: Query,
  reference: Query | null,
): (monitor: Monitor) => Judgement {
  const candidate = counting(query);
  const stable = reference === null ? null : counting(reference);
  let began: Seconds | undefined;
  return (monitor) => {
    began ??= monitor.now;
    const seen = candidate(monitor);
    const control = stable?.(monitor);
    const found =
      control === undefined
        ? heldAgainst(seen, check, alpha)
        : compared(seen, control, check, alpha);
    const late = monitor.now - began >= giveUpAfter;
    const verdict = found.verdict === "undecided" && late ? "inconclusive" : found.verdict;
    const than = control && ` against stable's ${rate(control)}`;
    const reason = `${query.metric.label} ${rate(seen)}${than ?? ""} since ${duration(began)} ${found.words}`;
    return {
      value: seen.n === 0 ? undefined : seen.successes / seen.n,
      against: control === undefined || control.n === 0 ? undefined : control.successes / control.n,
      requests: seen.n,
      verdict,
      reason,
    };
  };
}

function rate({ successes, n }: Counts): string {
  if (n === 0) return "of nothing yet";
  return `${measuredPercent(successes / n, n)} (${count(successes)} of ${count(n)})`;
}

interface Held {
  readonly verdict: "pass" | "fail" | "undecided";
  readonly words: string;
}

const sure = (alpha: number): string => `, sure at any look (alpha ${percent(alpha)})`;

/** Fails on evidence that it is beyond a limit, passes on evidence that it is within every one. */
function heldAgainst(seen: Counts, { min, max }: Range, alpha: number): Held {
  const enough = -ln(alpha);
  if (max !== undefined && lnEvidenceAbove(seen, max) >= enough)
    return { verdict: "fail", words: `> ${percent(max)}${sure(alpha)}` };
  if (min !== undefined && lnEvidenceBelow(seen, min) >= enough)
    return { verdict: "fail", words: `< ${percent(min)}${sure(alpha)}` };
  const within =
    (max === undefined || lnEvidenceBelow(seen, max) >= enough) &&
    (min === undefined || lnEvidenceAbove(seen, min) >= enough);
  const limits = [
    ...(min === undefined ? [] : [`>= ${percent(min)}`]),
    ...(max === undefined ? [] : [`<= ${percent(max)}`]),
  ].join(" and ");
  return within
    ? { verdict: "pass", words: `${limits}${sure(alpha)}` }
    : { verdict: "undecided", words: `is not yet surely ${limits}, nor surely not` };
}

/** The same of a difference or a ratio, by what both rates can be: each in its own confidence sequence, of half the alpha. */
function compared(seen: Counts, control: Counts, check: CheckConfig, alpha: number): Held {
  const { min = -Infinity, max = Infinity, as } = check;
  const ours = confidenceSequence(seen, alpha / 2);
  const theirs = confidenceSequence(control, alpha / 2);
  const { low, high } = as === "ratio" ? ratio(ours, theirs) : difference(ours, theirs);
  const words = `is ${range(low, high, as)}${sure(alpha)}`;
  if (low > max || high < min) return { verdict: "fail", words };
  return { verdict: low >= min && high <= max ? "pass" : "undecided", words };
}

const difference = (a: Interval, b: Interval): Interval => ({
  low: a.low - b.high,
  high: a.high - b.low,
});

const ratio = (a: Interval, b: Interval): Interval => ({
  low: a.low / b.high,
  high: b.low === 0 ? Infinity : a.high / b.low,
});

function range(low: number, high: number, as: CheckConfig["as"]): string {
  if (as === "difference") return `${plain(low * 100, 3)} to ${plain(high * 100, 3)} points off`;
  return high === Infinity
    ? `at least ${plain(low, 3)} times`
    : `${plain(low, 3)} to ${plain(high, 3)} times`;
}
