// What is said of an experiment when it is over, or when the run is over first.
import { comparing, effectOf, together } from "../experiments/effect.ts";
import type { Design, Finding, Sizing, Stratum } from "../experiments/types.ts";
import { effectWords } from "../experiments/words.ts";
import { count, duration, measuredPercent } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { Plan } from "./types.ts";

export interface Told {
  readonly finding: Finding;
  /** What it was shown. */
  readonly strata: readonly Stratum[];
  readonly effect: Design["effect"];
  /** What the test holds a difference to: "at alpha 0.05". */
  readonly standard: string;
  /** When it had to look with whatever there was; undefined: this look had not to. */
  readonly until: Seconds | undefined;
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== "").join("; ");

/** "better: success rate 95% (427 of 449) against stable's 90% (406 of 451), z = 2.90, p = 0.0037; needs 432 a group, has 449" */
export function conclusion({ finding, strata, effect, standard, until }: Told, plan: Plan): string {
  const { verdict, size } = finding;
  const words = finding.words();
  const short = size?.reached === false && until !== undefined;
  const late = short ? `not enough by ${duration(until)}: ` : "";
  const sizes = size === null ? "" : `${late}${size.words}${short ? reaching(size) : ""}`;
  const groups = together(strata);
  if (words === "" || isEmpty(groups))
    return joined([`${nothing(groups, plan)}, so stable stays`, sizes]);
  const found = verdict === "even" ? `no difference ${standard}` : verdict;
  return joined([
    `${found}: ${ratesWords(groups, plan)}${stageByStage(strata, effect)}, ${words}`,
    sizes,
  ]);
}

/** ": finds 2 points with 61%, 2.6 points with 80%" */
function reaching(size: Sizing): string {
  const reach = size.reach();
  return reach === "" ? "" : `: ${reach}`;
}

/** " in all, 1.9 points more stage by stage": what rates over all of a ramp do not tell. */
function stageByStage(strata: readonly Stratum[], effect: Design["effect"]): string {
  if (comparing(strata).length < 2) return "";
  const difference = effectOf(strata, effect)?.difference;
  if (difference === undefined) return "";
  const size = effectWords(Math.abs(difference), effect, 2);
  return ` in all, ${size} ${difference < 0 ? "less" : "more"} stage by stage`;
}

/** "the run ends first: needs 7844 a group, has 1800" */
export function unfinished({ finding, strata }: Told, plan: Plan): string {
  const { size } = finding;
  const groups = together(strata);
  const sizes = size === null ? "" : `${size.words}${size.reached ? "" : reaching(size)}`;
  const numbers = isEmpty(groups) ? sizes : joined([finding.words(), sizes]);
  return `the run ends first: ${numbers || nothing(groups, plan)}`;
}

/** Whether a group has nothing to compare, whatever number a test makes of that. */
function isEmpty({ stable, candidate }: Stratum): boolean {
  return stable.n === 0 || candidate.n === 0;
}

/** Why no test can be made of these counts. */
function nothing(groups: Stratum, plan: Plan): string {
  const { stable, candidate } = groups;
  const what = goalOf(plan);
  if (isEmpty(groups)) return `no data on ${what}`;
  const alike = stable.successes * candidate.n === candidate.successes * stable.n;
  if (alike) return `${what} ${rate(candidate)} in both groups`;
  return `no effect relative to ${what} ${rate(stable)} of stable`;
}

/** "success rate 95% (427 of 449) against stable's 90% (406 of 451)" */
function ratesWords({ stable, candidate }: Stratum, plan: Plan): string {
  return `${goalOf(plan)} ${rate(candidate)} against stable's ${rate(stable)}`;
}

function goalOf({ objective }: Plan): string {
  return objective === "reward" ? "conversion" : "success rate";
}

function rate({ successes, n }: Counts): string {
  return `${measuredPercent(successes / n, n)} (${count(successes)} of ${count(n)})`;
}
