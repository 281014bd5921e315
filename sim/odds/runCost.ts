// About how long a run takes, so that batches are short, threads are started when they pay and a bound on time can be kept. From the
// scenario alone, never from a clock: batches are cut alike everywhere.
import { watchedBy } from "../monitor/scrapes.ts";
import type { Watch } from "../monitor/types.ts";
import { needsPairedRun, STAY } from "../paired.ts";
import { planOf } from "../run.ts";
import { ScenarioError } from "../scenario/problem.ts";
import type { Scenario, Seconds, StrategySpec } from "../scenario/types.ts";
import { strategies } from "../strategies/index.ts";
import type { Operator } from "../strategies/types.ts";
import { expectedRequests } from "../world/arrivals.ts";
import type { WorldKind } from "./types.ts";

/**
 * Measured on one core, seconds: a request, and one that may wait for a place or teaches its router; a run that is counted, and one of
 * requests beside its requests.
 */
const REQUEST = 60e-9;
const QUEUED = 200e-9;
const COUNTED = 60e-6;
const RUN = 150e-6;
/** A version's histogram of latency, kept at a scrape; a piece of a range, looked at. */
const KEPT = 2e-6;
const PIECE = 0.5e-6;
/** How often a range is read, when nothing else is known. */
const LOOK_EVERY: Seconds = 600;

/**
 * @param worlds  how each of `specs` is advanced
 * @returns seconds of one core for a run of all of `specs`, and of what they share
 */
export function secondsOfRun(
  scenario: Scenario,
  specs: readonly StrategySpec[],
  worlds: readonly WorldKind[],
): Seconds {
  const requests = expectedRequests(scenario.traffic, scenario.duration);
  const queues = scenario.versions.some(({ pods }) => pods !== null);
  const one = (spec: StrategySpec, world: WorldKind): Seconds => {
    const operator = started(scenario, spec);
    if (operator === null) return RUN;
    const looking = ofLooking(scenario, operator.watches);
    if (world === "counts") return COUNTED + looking;
    const learns = operator.router !== "best" && operator.router.learns;
    return RUN + looking + requests * (queues || learns ? QUEUED : REQUEST);
  };
  const shared = needsPairedRun(scenario) ? one(STAY, "requests") : 0;
  return specs.reduce((sum, spec, i) => sum + one(spec, worlds[i]!), shared);
}

/** null: it would act too often for the length of the run, as it says when it is run. */
function started(scenario: Scenario, spec: StrategySpec): Operator | null {
  const strategy = strategies.find(({ type }) => type === spec.type)!;
  try {
    return strategy.start(spec, planOf(scenario, spec, scenario.seed));
  } catch (error) {
    if (error instanceof ScenarioError) return null;
    throw error;
  }
}

function ofLooking({ duration, monitor, versions }: Scenario, watches: readonly Watch[]): Seconds {
  const scrapes = duration / monitor.scrape;
  const looks = duration / LOOK_EVERY;
  const kept = KEPT * scrapes * watchedBy(watches, versions.length).latency.size;
  return watches.reduce((sum, { window, step }) => {
    if (step === undefined) return sum;
    return sum + PIECE * looks * (Math.min(window, duration) / step);
  }, kept);
}
