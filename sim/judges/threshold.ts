// The plain judge: a value, its difference from stable's or its ratio to it, held against limits. Equality passes.
import * as z from "zod";
import type { Monitor } from "../monitor/types.ts";
import type { CheckConfig } from "./check.ts";
import { compare, comparison, inTheLast, limitWords } from "./comparison.ts";
import { queryOf, watchOf, windowOf, type Metric, type Query } from "./metrics.ts";
import type { Judge, Judgement } from "./types.ts";

export const threshold: Judge<unknown> = {
  name: "threshold",
  summary: "Fails when the value, or how far it is from stable's, is beyond max or min.",
  formula: "value > max, or value < min",
  source: "what Argo Rollouts, Flagger and CloudWatch do; equality passes",
  config: z.strictObject({}),
  metric: true,
  limits: true,
  ready(_parameters, check, setting) {
    const query = queryOf(check.metric, check.of, check.window ?? setting.window, setting);
    const reference = check.than === null ? null : { ...query, target: setting.stable };
    return {
      label: query.metric.label,
      watches: (reference === null ? [query] : [query, reference]).map(watchOf),
      begin: () => (monitor) => judge(check, query, reference, monitor),
    };
  },
};

function judge(
  check: CheckConfig,
  query: Query,
  referenceQuery: Query | null,
  monitor: Monitor,
): Judgement {
  const { metric } = query;
  const window = windowOf(query, monitor);
  const reference = referenceQuery === null ? undefined : windowOf(referenceQuery, monitor);
  const value = metric.read(window);
  const against = reference && metric.read(reference);
  const requests = metric.size(window);
  if (value === undefined || (reference !== undefined && against === undefined)) {
    const whose = value === undefined ? "" : " for stable";
    const reason = `no data on ${metric.label}${whose} ${inTheLast(query)}`;
    return { value, against, requests, verdict: "noData", reason };
  }
  const measured = against === undefined ? value : compare(value, against, check.as);
  const verdict = holdAgainst(check, measured);
  return {
    value,
    against,
    requests,
    verdict,
    reason() {
      const limit = bound(check, metric, verdict, measured);
      const said =
        reference === undefined || against === undefined
          ? metric.say(value, window, limit.apartFrom)
          : `${metric.say(value, window)} against stable's ${metric.say(against, reference)}: ` +
            comparison(measured, metric, check.as);
      return `${metric.label} ${said} ${limit.words}`;
    },
  };
}

/**
 * Beyond a limit is a fail, within is a pass, the band is neither. A side the band leaves out ends at the limit, so
 * `max: 1%, inconclusive: {max: 2%}` fails above 2%, and `max: 2%, inconclusive: {min: 1%}` passes up to 1%.
 */
function holdAgainst(check: CheckConfig, measured: number): "pass" | "fail" | "inconclusive" {
  const min = check.min ?? -Infinity;
  const max = check.max ?? Infinity;
  const beyond = measured > max || measured < min;
  if (check.inconclusive === null) return beyond ? "fail" : "pass";
  const low = check.inconclusive.min ?? min;
  const high = check.inconclusive.max ?? max;
  if (beyond) return measured >= low && measured <= high ? "inconclusive" : "fail";
  if (low <= min && high >= max) return "pass"; // the band only lies around the range that passes
  const inside = (measured > low || low <= min) && (measured < high || high >= max);
  return inside ? "inconclusive" : "pass";
}

/** What the verdict hung on, in words, and the number the value must not print alike. */
function bound(
  check: CheckConfig,
  metric: Metric,
  verdict: "pass" | "fail" | "inconclusive",
  measured: number,
): { words: string; apartFrom?: number } {
  const say = (limit: number) => limitWords(limit, metric, check);
  const { min, max } = check;
  if (verdict === "inconclusive") {
    const { inconclusive: band } = check;
    const edges = [min, max, band?.min, band?.max].filter((edge) => edge !== undefined);
    const low = Math.max(...edges.filter((edge) => edge <= measured));
    const high = Math.min(...edges.filter((edge) => edge >= measured));
    const from = low === -Infinity ? "" : `from ${say(low)} `;
    const to = high === Infinity ? "on" : `to ${say(high)}`;
    return { words: `is inconclusive (${from}${to})` };
  }
  const symbols = verdict === "fail" ? [">", "<"] : ["<=", ">="];
  if (
    max !== undefined &&
    (min === undefined || measured > (verdict === "fail" ? max : (min + max) / 2))
  )
    return { words: `${symbols[0]} ${say(max)}`, apartFrom: max };
  return { words: `${symbols[1]} ${say(min!)}`, apartFrom: min! };
}
