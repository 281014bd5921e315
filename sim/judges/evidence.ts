// Judges of a share by evidence: all that was counted since the first look, not a window. Until the evidence is enough either way
// they are undecided, which counts nowhere: the check is measured again.
import type { Monitor } from "../monitor/types.ts";
import { ScenarioError } from "../scenario/problem.ts";
import type { Seconds } from "../scenario/types.ts";
import { positiveDuration } from "../scenario/units.ts";
import { since } from "../statistics/counts.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { CheckConfig } from "./check.ts";
import { compare, comparison } from "./comparison.ts";
import { builtIn, queryOf, watchOf, type Metric, type Query } from "./metrics.ts";
import {
  heldWords,
  hold,
  limitsOf,
  standingWords,
  undecidedWords,
  worst,
  type Bounded,
  type Held,
  type Limit,
} from "./standing.ts";
import type { Judge, Judgement, Wrong } from "./types.ts";
import { count, duration, measuredPercent, percent } from "./wording.ts";

/** What every judge by evidence lets a scenario choose. */
export const patience = {
  giveUpAfter: positiveDuration
    .optional()
    .describe("Undecided so long after the first look is inconclusive; never by default."),
};

interface Patient {
  readonly giveUpAfter?: Seconds | undefined;
}

/** What was counted since the first look. */
export interface Seen {
  readonly candidate: Counts;
  /** undefined: the check compares with nobody. */
  readonly stable: Counts | undefined;
}

/** The test of one limit, look after look; it may remember what it saw. */
export interface Testing {
  /** Asked once there is something on every side. */
  stand(seen: Seen): Bounded;
  /**
   * What a reason says after the counts, right after `stand`; by default how far from stable, `words` and where the test stands.
   * @param words  what holds of the limits: "> 1%", "is not yet surely <= 1%, nor surely not"
   */
  say?(verdict: Held["verdict"], words: string): string;
}

/** A judge but for what all of these have in common. */
export interface EvidenceJudge<C extends Patient> extends Omit<
  Judge<C>,
  "metric" | "limits" | "ready"
> {
  start(parameters: C, check: CheckConfig, limit: Limit): Testing;
}

export function judgeByEvidence<C extends Patient>(judge: EvidenceJudge<C>): Judge<C> {
  const { name, summary, formula, source, config } = judge;
  return {
    name,
    summary,
    formula,
    source,
    config,
    metric: true,
    limits: true,
    problems: (check) => [...ownRules(name, check), ...(judge.problems?.(check) ?? [])],
    ready(parameters, check, setting) {
      const query = queryOf(check.metric, check.of, check.window ?? setting.window, setting);
      const reference = check.than === null ? null : { ...query, target: setting.stable };
      if (query.metric.unit !== "share") throw notAShare(name, check);
      return {
        label: query.metric.label,
        watches: (reference === null ? [query] : [query, reference]).map(watchOf),
        begin: () => judging(judge, parameters, check, query, reference),
      };
    },
  };
}

/** What a judge of shares whose verdict is its own asks of a check. */
export function ownRules(name: string, { inconclusive, metric }: CheckConfig): Wrong[] {
  const wrong: Wrong[] = [];
  if (inconclusive !== null)
    wrong.push({
      path: ["inconclusive"],
      message: "expected none: what is undecided is measured again",
    });
  if ((builtIn(metric) ?? { unit: "share" }).unit !== "share")
    wrong.push({ path: ["metric"], message: `expected a share for the judge ${name}` });
  return wrong;
}

/** Beyond a limit of 0 or 1 is everything or nothing, whatever was counted: no belief and no ratio tells anything of it. */
export function degenerateLimit({ side, at }: Limit): Wrong[] {
  if (at > 0 && at < 1) return [];
  return [
    { path: [side], message: `expected a limit above 0% and below 100%, got ${percent(at)}` },
  ];
}

/** A metric of the scenario's own is known only when a rollout begins. */
export function notAShare(judge: string, { name, metric }: CheckConfig): ScenarioError {
  const message = `${name}: expected a share for the judge ${judge}, got the metric ${metric}`;
  return new ScenarioError([{ path: "strategies", message }]);
}

/** Counts what came since its first look. */
function counting({ metric, target, lag }: Query): (monitor: Monitor) => Counts {
  let before: Counts | undefined;
  return (monitor) => {
    const total = { ...monitor.total(target, lag), latency: () => undefined };
    const n = metric.size(total);
    const now = { n, successes: Math.round((metric.read(total) ?? 0) * n) };
    before ??= now;
    return since(before, now);
  };
}

function judging<C extends Patient>(
  judge: EvidenceJudge<C>,
  parameters: C,
  check: CheckConfig,
  query: Query,
  reference: Query | null,
): (monitor: Monitor) => Judgement {
  const { giveUpAfter = Infinity } = parameters;
  const candidate = counting(query);
  const stable = reference === null ? null : counting(reference);
  const tests = limitsOf(check).map((limit) => judge.start(parameters, check, limit));
  let began: Seconds | undefined;
  return (monitor) => {
    began ??= monitor.now;
    const seen: Seen = { candidate: candidate(monitor), stable: stable?.(monitor) };
    const found =
      seen.candidate.n === 0 || seen.stable?.n === 0 ? undefined : decide(tests, seen, check);
    const late = monitor.now - began >= giveUpAfter;
    const verdict = found?.verdict ?? "undecided";
    const words =
      found === undefined ? ` ${undecidedWords(check, query.metric)}` : say(found, seen);
    return {
      value: shareOf(seen.candidate),
      against: seen.stable && shareOf(seen.stable),
      requests: seen.candidate.n,
      verdict: verdict === "undecided" && late ? "inconclusive" : verdict,
      reason: `${query.metric.label} ${rates(seen)} since ${duration(began)}${words}`,
      ...(found && { standing: found.standing }),
    };
  };

  function say(found: Found, seen: Seen): string {
    const words = heldWords(found, check, query.metric);
    const own = found.test.say?.(found.verdict, words);
    if (own !== undefined) return ` ${own}`;
    return `${apart(seen, query.metric, check)} ${words}, ${standingWords(found)}`;
  }
}

interface Found extends Held {
  readonly test: Testing;
}

function decide(tests: readonly Testing[], seen: Seen, check: CheckConfig): Found {
  const limits = limitsOf(check);
  return worst(tests.map((test, i) => ({ ...hold(limits[i]!, test.stand(seen)), test })));
}

function shareOf({ successes, n }: Counts): number | undefined {
  return n === 0 ? undefined : successes / n;
}

/** "3% (30 of 1000) against stable's 1% (10 of 1000)" */
function rates({ candidate, stable }: Seen): string {
  return `${rate(candidate)}${stable === undefined ? "" : ` against stable's ${rate(stable)}`}`;
}

function rate({ successes, n }: Counts): string {
  if (n === 0) return "of nothing yet";
  return `${measuredPercent(successes / n, n)} (${count(successes)} of ${count(n)})`;
}

/** ": +2 points" */
function apart({ candidate, stable }: Seen, metric: Metric, { as }: CheckConfig): string {
  if (stable === undefined) return "";
  const measured = compare(candidate.successes / candidate.n, stable.successes / stable.n, as);
  return `: ${comparison(measured, metric, as)}`;
}
