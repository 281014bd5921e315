// When many runs need no request of their own: a strategy that only reads windows, in a world where no request waits for another, has
// the same law whether requests are drawn or only how many of them came.
import { planOf } from "./run.ts";
import type { Scenario, StrategySpec } from "./scenario/types.ts";
import { strategies } from "./strategies/index.ts";
import type { Operator } from "./strategies/types.ts";

/** Something that needs requests one by one. */
interface Obstacle {
  /** For a list. */
  readonly name: string;
  /** Whether it stands in the way, and why: a sentence, or null. */
  reason(scenario: Scenario, operator: Operator): string | null;
}

const when = (holds: boolean, reason: string): string | null => (holds ? reason : null);

export const obstacles: readonly Obstacle[] = [
  {
    name: "pods",
    reason: ({ versions }) =>
      when(
        versions.some(({ pods }) => pods !== null),
        "versions run on pods: requests wait for one another",
      ),
  },
  {
    name: "arrivals",
    reason: ({ traffic }) =>
      when(
        traffic.arrivals !== "poisson",
        `arrivals are ${traffic.arrivals}: only Poisson arrivals are independent from one moment to the next`,
      ),
  },
  {
    name: "retries",
    reason: ({ traffic }) =>
      when(
        traffic.retries !== null,
        "requests are sent again: attempts of one request belong together",
      ),
  },
  {
    name: "activity",
    reason: ({ traffic }) =>
      when(traffic.activity !== "uniform", "some users send more requests than others (zipf)"),
  },
  {
    name: "late rewards",
    reason: ({ versions }, { watches }) =>
      when(
        versions.some(({ rewardDelay }) => rewardDelay !== null) &&
          watches.some(({ labels }) => labels),
        "rewards come late, each after a delay of its own",
      ),
  },
  {
    name: "learning",
    reason: (_, { router }) =>
      when(router !== "best" && router.learns, "it learns from each request"),
  },
  {
    name: "routing",
    reason: (_, { router }) =>
      when(
        router !== "best" && !router.learns && router.shares === undefined,
        "it keeps users where they were (cookies)",
      ),
  },
  { name: "telling apart", reason: (_, { tellsApart }) => tellsApart ?? null },
];

/**
 * Why runs of a strategy cannot be counted, a sentence each; none when they can.
 * @throws ScenarioError when the strategy would act too often for the length of the run
 */
export function countable(scenario: Scenario, spec: StrategySpec): string[] {
  const strategy = strategies.find(({ type }) => type === spec.type)!;
  const operator = strategy.start(spec, planOf(scenario, spec, scenario.seed));
  return obstacles.flatMap((obstacle) => obstacle.reason(scenario, operator) ?? []);
}
