// The classical test against stable, in the check's window: is a share beyond a margin of stable's, or within it? Looked at again and
// again it finds, sooner or later, what is not there: each look may be wrong with chance alpha.
import * as z from "zod";
import type { Monitor } from "../monitor/types.ts";
import { properShare } from "../scenario/units.ts";
import { normalQuantile } from "../statistics/normal.ts";
import { marginZ } from "../statistics/marginTest.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { CheckConfig } from "./check.ts";
import { compare, comparison, inTheLast } from "./comparison.ts";
import { notAShare, ownRules } from "./evidence.ts";
import { queryOf, watchOf, windowOf, type Query } from "./metrics.ts";
import {
  heldWords,
  hold,
  limitsOf,
  marginOf,
  standingWords,
  undecidedWords,
  worst,
  type Held,
} from "./standing.ts";
import type { Judge, Judgement, Wrong } from "./types.ts";

const config = z.strictObject({
  alpha: properShare
    .refine((alpha) => alpha < 0.5, { error: "expected a share above 0 and below 0.5" })
    .prefault(0.05)
    .describe("Chance that one look fails what is within its limits, or passes what is not."),
});
type TwoProportion = z.output<typeof config>;

export const twoProportion: Judge<TwoProportion> = {
  name: "twoProportion",
  summary: "Tests in each window whether a share is beyond a margin of stable's, or within it.",
  formula:
    "z = (p - p_stable - max) / se, se of the likeliest pair on the margin: at max 0 the pooled z; one-sided, fails above z_(1 - alpha)",
  source: "Farrington & Manning 1990 (method 3); at a margin of 0 the pooled two-proportion test",
  config,
  metric: true,
  limits: true,
  problems(check) {
    const wrong: Wrong[] = [...ownRules("twoProportion", check)];
    if (check.than === null)
      wrong.push({
        path: ["than"],
        message: 'expected "stable": the judge twoProportion compares with it',
      });
    return wrong;
  },
  ready({ alpha }, check, setting) {
    const query = queryOf(check.metric, check.of, check.window ?? setting.window, setting);
    const reference = { ...query, target: setting.stable };
    if (query.metric.unit !== "share") throw notAShare("twoProportion", check);
    const most = normalQuantile(1 - alpha, alpha);
    return {
      label: query.metric.label,
      watches: [query, reference].map(watchOf),
      begin: () => (monitor) => judge(check, query, reference, most, monitor),
    };
  },
};

function judge(
  check: CheckConfig,
  query: Query,
  reference: Query,
  most: number,
  monitor: Monitor,
): Judgement {
  const { metric } = query;
  const window = windowOf(query, monitor);
  const ofStable = windowOf(reference, monitor);
  const value = metric.read(window);
  const against = metric.read(ofStable);
  const requests = metric.size(window);
  if (value === undefined || against === undefined) {
    const whose = value === undefined ? "" : " for stable";
    const reason = `no data on ${metric.label}${whose} ${inTheLast(query)}`;
    return { value, against, requests, verdict: "noData", reason };
  }
  const count = (share: number, n: number): Counts => ({ successes: Math.round(share * n), n });
  const held = heldAgainst(
    check,
    most,
    count(value, requests),
    count(against, metric.size(ofStable)),
  );
  const far = comparison(compare(value, against, check.as), metric, check.as);
  return {
    value,
    against,
    requests,
    verdict: held?.verdict ?? "undecided",
    reason:
      `${metric.label} ${metric.say(value, window)} against stable's ${metric.say(against, ofStable)}: ${far} ` +
      `${held === undefined ? undecidedWords(check, metric) : `${heldWords(held, check, metric)}, ${standingWords(held)}`}`,
    ...(held && { standing: held.standing }),
  };
}

/** @returns undefined when nothing can be said of one of the limits */
function heldAgainst(
  check: CheckConfig,
  most: number,
  candidate: Counts,
  stable: Counts,
): Held | undefined {
  const held: Held[] = [];
  for (const limit of limitsOf(check)) {
    const z = marginZ(stable, candidate, marginOf(check, limit));
    if (z === undefined) return undefined;
    const value = limit.side === "max" ? z : 0 - z;
    held.push(hold(limit, { statistic: "z", value, lower: -most, upper: most }));
  }
  return worst(held);
}
