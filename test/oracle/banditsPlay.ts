// A policy by itself, round after round, as papers play it: no engine, no time, thousands of replications.
import { readFileSync } from "node:fs";
import { policies } from "../../sim/policies/index.ts";
import type { Policy } from "../../sim/policies/types.ts";
import { stream, type Stream } from "../../sim/random/streams.ts";
import type { Arrival, Feedback } from "../../sim/strategies/types.ts";

/** A policy with its parameters, as a scenario writes them. */
export interface Bandit {
  readonly policy: string;
  readonly parameters: object;
}

export interface Game {
  /** Success rates of each version, one list for each stretch of rounds. */
  readonly means: readonly (readonly number[])[];
  /** The first round of each stretch, counted from 1. */
  readonly starts: readonly number[];
  /** Rounds after which regret is read, ascending; the last ends the game. */
  readonly checkpoints: readonly number[];
  /** The reward of round s is learnt before round s + 1 + delay. */
  readonly delay?: number;
  /** Rewards are learnt only before every batch-th round. */
  readonly batch?: number;
}

export interface Plays {
  /** For each checkpoint, the regret of each replication. */
  readonly regret: readonly Float64Array[];
  /** For each checkpoint, how often each replication had picked the first version. */
  readonly firsts: readonly Float64Array[];
  /** For each version, how often it succeeded in each replication. */
  readonly successes: readonly Float64Array[];
}

type Open<T> = { -readonly [K in keyof T]: T[K] };

function startPolicy({ policy, parameters }: Bandit, versions: number, random: Stream): Policy {
  const kind = policies.find(({ name }) => name === policy);
  if (kind === undefined) throw new Error(`no such policy: ${policy}`);
  return kind.create(
    kind.config.parse(parameters),
    { versions, segments: 1, horizon: 1e6 },
    random,
  );
}

interface Luck {
  /** The policy's own stream. */
  readonly policy: Stream;
  /** A round succeeds when its draw is below the version's rate. */
  readonly success: () => number;
}

/** Plays `replications` games: unless told, replication r has the same luck whatever the policy. */
export function play(
  bandit: Bandit,
  game: Game,
  replications: number,
  luckOf = (r: number): Luck => ({ policy: stream(r, "policy"), success: stream(r, "luck") }),
): Plays {
  const { checkpoints } = game;
  const plays = {
    regret: checkpoints.map(() => new Float64Array(replications)),
    firsts: checkpoints.map(() => new Float64Array(replications)),
    successes: game.means[0]!.map(() => new Float64Array(replications)),
  };
  const diary = new Diary(game.checkpoints.at(-1)!);
  for (let r = 0; r < replications; r++) {
    const luck = luckOf(r);
    playOnce(startPolicy(bandit, game.means[0]!.length, luck.policy), game, luck.success, diary);
    const { picked, rewards, regret } = diary;
    let firsts = 0;
    let checkpoint = 0;
    for (let t = 0; t < picked.length; t++) {
      const version = picked[t]!;
      if (version === 0) firsts++;
      plays.successes[version]![r]! += rewards[t]!;
      if (t + 1 !== checkpoints[checkpoint]) continue;
      plays.regret[checkpoint]![r] = regret[t]!;
      plays.firsts[checkpoint++]![r] = firsts;
    }
  }
  return plays;
}

/** What became of each round, written anew by each replication. */
class Diary {
  readonly picked: Int32Array;
  readonly rewards: Uint8Array;
  readonly propensities: Float64Array;
  /** Up to and with the round. */
  readonly regret: Float64Array;

  constructor(rounds: number) {
    this.picked = new Int32Array(rounds);
    this.rewards = new Uint8Array(rounds);
    this.propensities = new Float64Array(rounds);
    this.regret = new Float64Array(rounds);
  }
}

/** The policy is told of one arrival and one feedback, over and over, as in the engine. */
function playOnce(policy: Policy, game: Game, luck: () => number, diary: Diary): void {
  const { means, starts, delay = 0, batch = 1 } = game;
  const { picked, rewards, propensities } = diary;
  const arrival: Open<Arrival> = {
    at: 0,
    user: 0,
    segment: 0,
    draw: 0.5,
    userDraw: 0.5,
    propensity: 1,
  };
  const feedback: Open<Feedback> = { version: 0, reward: 0, propensity: 1, segment: 0, at: 0 };
  let rates: readonly number[] = [];
  let best = 0;
  let stretch = 0;
  let learnt = 0;
  let regret = 0;
  for (let t = 0; t < picked.length; t++) {
    if (starts[stretch] === t + 1) {
      rates = means[stretch++]!;
      best = Math.max(...rates);
    }
    if (batch === 1 || t % batch === 0)
      for (; learnt < t - delay; learnt++) {
        feedback.version = picked[learnt]!;
        feedback.reward = rewards[learnt]!;
        feedback.propensity = propensities[learnt]!;
        feedback.at = t;
        policy.learn(feedback);
      }
    arrival.at = t;
    arrival.propensity = 1;
    const version = policy.pick(arrival);
    const rate = rates[version]!;
    regret += best - rate;
    picked[t] = version;
    rewards[t] = luck() < rate ? 1 : 0;
    propensities[t] = arrival.propensity;
    diary.regret[t] = regret;
  }
}

/** The same rates all the time. */
export const steady = (
  means: readonly number[],
  checkpoints: readonly number[],
): Pick<Game, "means" | "starts" | "checkpoints"> => ({ means: [means], starts: [1], checkpoints });

export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

export function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** Whether a pooled z test calls the two different at 5%, two-sided. */
export function naiveTest(n1: number, s1: number, n2: number, s2: number): boolean {
  const pooled = (s1 + s2) / (n1 + n2);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  return n1 > 0 && n2 > 0 && error > 0 && Math.abs(s1 / n1 - s2 / n2) / error > 1.959963984540054;
}

/** For a test's title. */
export const titleOf = ({ policy, parameters }: Bandit): string =>
  [policy, ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`)].join(" ");

interface Reference {
  readonly exact: {
    readonly means: readonly [number, number];
    readonly policies: readonly (Bandit & { readonly regret: Readonly<Record<string, number>> })[];
  };
  readonly long: Readonly<Record<"still" | "regression", LongRun>>;
  readonly late: readonly (Bandit & {
    readonly means: readonly number[];
    readonly delay: number;
    readonly replications: number;
    readonly regret: Readonly<Record<string, { readonly mean: number; readonly error: number }>>;
  })[];
  readonly adaptive: readonly (Bandit & {
    readonly means: readonly [number, number];
    readonly rounds: number;
    readonly bias: readonly [number, number];
    readonly rejects: number;
    readonly counts: Readonly<Record<string, number>>;
  })[];
}

/** Many thousand rounds of a game, by many policies. Lists go by checkpoint, but for `shares`, which goes by `quantiles`. */
export interface LongRun extends Game {
  readonly quantiles: readonly number[];
  readonly policies: readonly (Bandit & {
    readonly replications: number;
    readonly mean: readonly number[];
    readonly sd: readonly number[];
    readonly q05: readonly number[];
    readonly q50: readonly number[];
    readonly q95: readonly number[];
    /** Quantiles of the first version's share of all picks. */
    readonly shares: readonly number[];
  })[];
}

export const reference = JSON.parse(
  readFileSync(new URL("banditsReference.json", import.meta.url), "utf8"),
) as Reference;
