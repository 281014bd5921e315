// What can be said of a plan without running it: whether anything could roll it back, and when at the earliest; who is waited for;
// what its checks can see.
import { duration, measuredPercent, percent, plain, plural } from "./judges/wording.ts";
import { about, atThisTraffic, named, type Planned } from "./planSight.ts";
import { expectedOf, requestsTo } from "./planTraffic.ts";
import { planOf } from "./run.ts";
import type { Scenario, StrategySpec } from "./scenario/types.ts";
import { strategies } from "./strategies/index.ts";
import { mayFail, type Measured, type Outline } from "./strategies/outline.ts";

/** Sentences with their numbers, strategy by strategy, each beginning with the strategy's id when there are several. */
export function planNotes(scenario: Scenario): string[] {
  const planned = { ...scenario, expected: expectedOf(scenario) };
  const told = scenario.strategies.flatMap((spec) => {
    const notes = notesOn(spec, planned);
    return notes.length === 0 ? [] : [{ id: spec.id, notes }];
  });
  return told.flatMap(({ id, notes }) =>
    told.length === 1 ? notes : notes.map((note) => `${id}: ${note}`),
  );
}

/** More checks of one strategy are not looked at one by one. */
const MOST_CHECKS = 20;

function notesOn(spec: StrategySpec, scenario: Planned): string[] {
  const strategy = strategies.find(({ type }) => type === spec.type);
  const outline = strategy?.outline?.(spec, planOf(scenario, spec, scenario.seed));
  if (outline === undefined) return [];
  const deciding = outline.checks.filter(({ check }) => !check.dryRun && mayFail(check));
  return [
    ...outline.said,
    ...(outline.endsAt === Infinity
      ? ["a check without a count is never complete, and is waited for: this never succeeds"]
      : []),
    ...outline.waits.map(
      (what) =>
        `${what} waits for a person, and nobody is said to come (operator.approvesAfter of the strategy)`,
    ),
    ...(deciding.length === 0
      ? [nothingDecides(outline)]
      : [...earliest(outline, scenario), ...deciding.flatMap(fewMeasurements(outline))]),
    ...diluted(outline, scenario),
    ...deciding.slice(0, MOST_CHECKS).flatMap((one) => atThisTraffic(one, outline, scenario)),
  ];
}

function nothingDecides({ checks }: Outline): string {
  if (checks.length === 0) return "nothing is checked: nothing can roll this back";
  if (checks.every(({ check }) => check.dryRun))
    return "every check is a dry run: nothing can roll this back";
  const pauses = checks.flatMap(({ check, at }) =>
    check.judge["verdict"] === "inconclusive" ? (at[check.inconclusiveLimit] ?? []) : [],
  );
  const first =
    pauses.length === 0
      ? ""
      : `; its answers pause it ${duration(Math.min(...pauses))} after the start`;
  return `what decides is answered from outside and taken not to fail: nothing can roll this back here${first}`;
}

/** From when on it can go back at all, and how many requests the candidate has had by then. */
function earliest(outline: Outline, scenario: Planned): string[] {
  const { abortsAt, endsAt } = outline;
  if (abortsAt === null)
    return ["no check can fail before the rollout is over: nothing can roll this back"];
  const weights = outline.failing ?? outline.weights;
  const met = requestsTo(weights, scenario.expected, 0, abortsAt).candidate;
  const harm =
    met < 1
      ? "before any live request has met the candidate"
      : `whatever the error rate: about ${about(met)} live requests have met the candidate by then`;
  const said = [`the earliest possible abort is ${duration(abortsAt)} after the start, ${harm}`];
  if (abortsAt > scenario.duration)
    said.push(
      `the run ends before that, after ${duration(scenario.duration)}: say a longer duration`,
    );
  else if (endsAt !== null && endsAt < Infinity && endsAt > scenario.duration)
    said.push(
      `it takes ${duration(endsAt)} to succeed, and the run ends after ${duration(scenario.duration)}`,
    );
  return said;
}

/** A check that is over before it can have failed too often. */
function fewMeasurements({ endsAt }: Outline) {
  return (one: Measured): string[] => {
    const { at, failures } = one;
    const check = named(one);
    if (failures === null || at.length >= failures) return [];
    const when = at.length === 0 ? "is not measured" : `is measured ${plural(at.length, "time")}`;
    const end =
      endsAt === null || endsAt === Infinity
        ? "at all"
        : `before the rollout is over (${duration(endsAt)})`;
    const limit =
      failures === Infinity ? "any number of failures" : plural(failures - 1, "failure");
    return [`${check.name} ${when} ${end} and puts up with ${limit}: it can never fail`];
  };
}

/** Synthetic requests enter the same metrics as live ones. */
function diluted(outline: Outline, scenario: Planned): string[] {
  const { synthetic, syntheticSplit = 0, weights, checks } = outline;
  if (synthetic + syntheticSplit === 0) return [];
  const looked = Math.min(...checks.flatMap(({ at }) => at.slice(0, 1)));
  const first = weights.findLast(({ at }) => at < looked);
  if (first === undefined || first.share === 0)
    return [
      `at first all the candidate is measured by is a load generator, ${plain(synthetic, 4)} requests a second`,
    ];
  const by = scenario.expected;
  const live = ((by(first.at + 60) - by(first.at)) / 60) * first.share;
  const sent = synthetic + syntheticSplit * first.share;
  return [
    `load generators send the candidate ${plain(sent, 3)} requests a second beside ${plain(live, 3)} live ones at ${percent(first.share)}: ${measuredPercent(sent / (sent + live), 100)} of what its checks see is synthetic`,
  ];
}
