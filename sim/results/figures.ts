// A run's figures: the numbers of its summary, without its story. All that is asked of one run among thousands.
import type { Scenario, Seconds } from "../scenario/types.ts";
import type { VersionIndex } from "../strategies/types.ts";
import type { World } from "../world/world.ts";
import type { DecisionLog } from "./decisionLog.ts";
import type { Regret } from "./regret.ts";
import type { Outcome } from "./types.ts";

/** As those of `RunSummary`, where each name's meaning is said. */
export interface Figures {
  readonly outcome: Outcome;
  /** The index of the summary's `version`. */
  readonly version: VersionIndex;
  readonly decidedAtSeconds: Seconds | null;
  readonly requests: number;
  readonly errors: number;
  readonly regret: number;
  readonly harmedRequests: number;
  readonly sparedRequests: number;
  readonly harmedUsers: number;
  readonly candidateRequests: number;
  readonly rewards: number;
  readonly podHours: number;
  readonly cost: number;
  readonly switchedUsers: number;
  readonly returnedUsers: number;
}

export interface Finished {
  readonly scenario: Scenario;
  readonly world: World;
  readonly log: DecisionLog;
  readonly regret: Regret;
  /** Requests each version had had when the last window began. */
  readonly hadBeforeLastWindow: readonly number[];
}

export function figuresOf(run: Finished): Figures {
  const { scenario, world, log, regret } = run;
  const { counters, people, fleet } = world;
  let requests = 0;
  let errors = 0;
  let rewards = 0;
  let podHours = 0;
  let cost = 0;
  scenario.versions.forEach(({ costPerPodHour }, v) => {
    const hours = fleet.podSeconds[v]! / 3600;
    requests += counters.routedTo(v);
    errors += counters.errors[v]!;
    rewards += counters.rewards[v]!;
    podHours += hours;
    cost += hours * costPerPodHour;
  });
  return {
    outcome: log.outcome,
    version: finalVersion(run),
    decidedAtSeconds: log.decidedAt,
    requests,
    errors,
    regret: regret.total,
    harmedRequests: people.harmedRequests,
    sparedRequests: people.sparedRequests,
    harmedUsers: people.harmedUsers,
    candidateRequests: requests - counters.routedTo(0),
    rewards,
    podHours,
    cost,
    switchedUsers: people.switchedUsers,
    returnedUsers: people.returnedUsers,
  };
}

/** Most weight at the end; where no weights rule, most requests in the last window. Ties to the first. */
function finalVersion({ scenario, world, log, hadBeforeLastWindow }: Finished): VersionIndex {
  const shares =
    log.weights !== null && !world.router.learns
      ? log.weights
      : scenario.versions.map((_, v) => world.counters.routedTo(v) - hadBeforeLastWindow[v]!);
  return shares.reduce((top, share, v) => (share > shares[top]! ? v : top), 0);
}
