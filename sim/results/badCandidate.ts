// Whether the candidate of a scenario is bad: judged by its true rates, which no strategy ever sees, against what the scenario
// calls acceptable. It decides which runs were a catch, an escape or a false rollback.
import { lookUp } from "../random/quantile.ts";
import type { Acceptable, AcceptableLimit, Scenario, Seconds } from "../scenario/types.ts";
import { expectedRequests } from "../world/arrivals.ts";
import { Truth } from "../world/truth.ts";
import { latencyText, percentText } from "./words.ts";

export interface CandidateVerdict {
  readonly bad: boolean;
  /** A sentence with its numbers: "error rate 3% > 1.5% (stable's 1% + 0.5%)" */
  readonly reason: string;
}

/** What a version is worth and how it behaves, averaged over the requests of the run as if it had served them all. */
export interface TrueFigures {
  value: number;
  errorRate: number;
  /** Mean of the 99th percentile in force, seconds. */
  latencyP99: Seconds;
  reward: number;
}

type Metric = keyof Acceptable;

/** Share of stable's own loss that a candidate may lose beyond it, when the scenario sets no limits. */
const TOLERATED = 0.1;
/** Averages of equal rates differ in their last digits; that breaks no limit. */
const SLACK = 1e-9;
/** The draw of the 99th percentile: 0.99 of 2^32, as a signed integer. */
const DRAW_P99 = Math.round(0.99 * 4294967296) | 0;

const names: Readonly<Record<Metric, string>> = {
  errorRate: "error rate",
  latencyP99: "p99 latency",
  reward: "reward",
};

/**
 * Source: the scenario's own `acceptable`; without it a candidate is bad when its value is below stable's by more than 10%
 * of stable's loss (1 - value).
 */
export function badCandidate(scenario: Scenario): CandidateVerdict {
  const { candidate, acceptable } = scenario;
  if (candidate === 0) return { bad: false, reason: "there is one version: nothing to roll out" };
  const [stable, own] = trueFigures(scenario, [0, candidate]);
  const metrics = (["errorRate", "latencyP99", "reward"] as const).filter(
    (metric) => acceptable[metric] !== undefined,
  );
  if (metrics.length === 0) return byValue(stable!, own!);
  const verdicts = metrics.map((metric) => byLimit(metric, acceptable[metric]!, stable!, own!));
  const broken = verdicts.filter(({ bad }) => bad);
  const told = broken.length > 0 ? broken : verdicts;
  return { bad: broken.length > 0, reason: told.map(({ reason }) => reason).join("; ") };
}

function byValue(stable: TrueFigures, own: TrueFigures): CandidateVerdict {
  const least = stable.value - TOLERATED * (1 - stable.value);
  const bad = own.value < least - SLACK;
  const [is, than] = [percentText(own.value), percentText(stable.value)];
  const lowest = `${percentText(least)} (stable's ${than} less 10% of its loss)`;
  return { bad, reason: `value ${is} ${bad ? "<" : ">="} ${lowest}` };
}

function byLimit(
  metric: Metric,
  limit: AcceptableLimit,
  stable: TrueFigures,
  own: TrueFigures,
): CandidateVerdict {
  const show = metric === "latencyP99" ? latencyText : percentText;
  const value = own[metric];
  const against = stable[metric];
  const { bound, isFloor, why } = bounds(metric, limit, against, show);
  const slack = SLACK * Math.max(1, Math.abs(bound));
  const bad = isFloor ? value < bound - slack : value > bound + slack;
  const sign = isFloor ? (bad ? "<" : ">=") : bad ? ">" : "<=";
  return { bad, reason: `${names[metric]} ${show(value)} ${sign} ${show(bound)}${why}` };
}

/** The number a limit stands for. A limit over stable is a ceiling, except for reward, of which more is better. */
function bounds(
  metric: Metric,
  limit: AcceptableLimit,
  against: number,
  show: (value: number) => string,
): { bound: number; isFloor: boolean; why: string } {
  if ("max" in limit) return { bound: limit.max, isFloor: false, why: "" };
  if ("min" in limit) return { bound: limit.min, isFloor: true, why: "" };
  const isFloor = metric === "reward";
  if ("times" in limit)
    return {
      bound: against * limit.times,
      isFloor,
      why: ` (stable's ${show(against)} times ${limit.times})`,
    };
  const sign = limit.over < 0 ? "-" : "+";
  const why = ` (stable's ${show(against)} ${sign} ${show(Math.abs(limit.over))})`;
  return { bound: against + limit.over, isFloor, why };
}

/** True figures of some versions over [0, duration), each moment and segment weighted by its traffic. */
export function trueFigures(scenario: Scenario, versions: readonly number[]): TrueFigures[] {
  const { traffic, duration } = scenario;
  const truth = new Truth(scenario);
  const sums = versions.map((): TrueFigures => ({
    value: 0,
    errorRate: 0,
    latencyP99: 0,
    reward: 0,
  }));
  const requestsBefore = countUntil(scenario);
  const total = requestsBefore(duration);
  for (let from = 0; from < duration;) {
    const to = Math.min(truth.nextChange, duration);
    // Without a request to weigh by, time itself does.
    const weight =
      total > 0 ? (requestsBefore(to) - requestsBefore(from)) / total : (to - from) / duration;
    versions.forEach((v, i) => {
      traffic.segments.forEach(({ share }, s) =>
        add(sums[i]!, truth, v * truth.segments + s, weight * share),
      );
    });
    if (to < duration) truth.advance(to);
    from = to;
  }
  return sums;
}

function add(sum: TrueFigures, truth: Truth, cell: number, weight: number): void {
  sum.value += weight * truth.value[cell]!;
  sum.errorRate += weight * truth.errorRate[cell]!;
  sum.latencyP99 += weight * lookUp(truth.law(cell).table, 0, DRAW_P99);
  sum.reward += weight * truth.reward[cell]!;
}

/** How many requests come before a time: those of a trace, or those expected. */
function countUntil({ traffic }: Scenario): (time: Seconds) => number {
  const { trace } = traffic;
  if (trace === null) return (time) => expectedRequests(traffic, time);
  const { times } = trace;
  return (time) => {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (times[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
