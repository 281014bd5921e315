// One measurement of a check: the judge is asked, what it says is logged, and it is settled what no answer is.
import type { Monitor } from "../monitor/types.ts";
import type { Measure } from "../results/types.ts";
import type { Actions } from "../strategies/types.ts";
import type { Gate } from "./analysis.ts";
import type { CheckConfig } from "./check.ts";
import type { Judgement } from "./types.ts";
import { count, textOf } from "./wording.ts";

/** `notEnough`: fewer requests than the check or its judge wants; nothing is decided. */
export type MeasuredAs = Measure["verdict"] | "notEnough";

export interface Measurement {
  readonly outcome: MeasuredAs;
  /** A sentence with its numbers, and the check's name when that says more than the metric. */
  readonly reason: () => string;
}

export interface Measuring {
  /** Measures now, and logs it. */
  take(monitor: Monitor, act: Actions): Measurement;
}

/**
 * Begins to measure: once when an analysis begins, for some judges look at everything since.
 * @param unanswered  what a measurement without data or answer is; by default what the check says, and an error
 */
export function startMeasuring(gate: Gate, unanswered?: "fail"): Measuring {
  const { check } = gate;
  const judge = gate.begin();
  return {
    take(monitor, act) {
      const judgement = monitor.down ? undefined : judge(monitor);
      const outcome = outcomeOf(judgement, check, unanswered);
      const reason = () => label(check, sentence(judgement, outcome, gate));
      act.check(measureOf(judgement, check, outcome), reason);
      return { outcome, reason };
    },
  };
}

/** A provider that does not answer is an error, whatever `noData` says: it is not known whether there is data. */
function outcomeOf(
  judgement: Judgement | undefined,
  { noData, minimumRequests }: CheckConfig,
  unanswered: "fail" | undefined,
): MeasuredAs {
  if (judgement === undefined) return unanswered ?? "error";
  const { verdict, requests } = judgement;
  if (verdict === "undecided" || requests < (minimumRequests ?? 0)) return "notEnough";
  return verdict === "noData" ? (unanswered ?? noData) : verdict;
}

function sentence(judgement: Judgement | undefined, outcome: MeasuredAs, gate: Gate): string {
  if (judgement === undefined) return `no answer on ${gate.label}: the provider of metrics is down`;
  if (outcome !== "notEnough" || judgement.verdict === "undecided") return textOf(judgement.reason);
  const least = count(gate.check.minimumRequests ?? 0);
  return `${gate.label}: ${count(judgement.requests)} requests in the window, needs ${least} to decide`;
}

function label({ name, metric }: CheckConfig, reason: string): string {
  return name === metric || reason.startsWith(name) ? reason : `${name}: ${reason}`;
}

function measureOf(
  judgement: Judgement | undefined,
  check: CheckConfig,
  outcome: MeasuredAs,
): Measure {
  return {
    name: check.name,
    metric: check.metric,
    value: judgement?.value ?? null,
    against: judgement?.against ?? null,
    verdict: outcome === "notEnough" ? "inconclusive" : outcome,
    requests: judgement?.requests ?? 0,
    ...(judgement?.standing && { standing: judgement.standing }),
  };
}
