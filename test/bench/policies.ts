// How fast a policy is by itself: versions that succeed by chance, feedback at once, no engine around it.
// `node policies.ts NAME VERSIONS STEPS RUNS REPEATS` prints a line of JSON a repeat; bundled before it is timed, see bench.ts.
// The versions' rates are those of the compiled reference of Thompson sampling: .05 + .1 k / K.
import { policies } from "../../sim/policies/index.ts";
import { stream } from "../../sim/random/streams.ts";
import type { Arrival } from "../../sim/strategies/types.ts";

export interface Played {
  /** Steps in all. */
  readonly n: number;
  readonly cpu: number;
  /** Rewards earned: the same whenever the picks are. */
  readonly rewards: number;
}

/** Plays runs of so many steps, each with chance of its own. */
export function play(name: string, versions: number, steps: number, runs: number): Played {
  const kind = policies.find((policy) => policy.name === name)!;
  const config = kind.config.parse({});
  const rates = Float64Array.from({ length: versions }, (_, k) => 0.05 + (0.1 * k) / versions);
  const arrival: Arrival = { at: 0, user: 0, segment: 0, draw: 0, userDraw: 0, propensity: 1 };
  const feedback = { version: 0, reward: 0, propensity: 1, segment: 0, at: 0 };
  let rewards = 0;
  const from = process.cpuUsage();
  for (let run = 0; run < runs; run++) {
    const luck = stream(run, "luck");
    const plan = { versions, segments: 1, horizon: 3600 };
    const policy = kind.create(config, plan, stream(run, "policy"));
    for (let step = 0; step < steps; step++) {
      arrival.propensity = 1;
      feedback.version = policy.pick(arrival);
      feedback.propensity = arrival.propensity;
      feedback.reward = luck() < rates[feedback.version]! ? 1 : 0;
      rewards += feedback.reward;
      policy.learn(feedback);
    }
  }
  const { user, system } = process.cpuUsage(from);
  return { n: steps * runs, cpu: (user + system) / 1e6, rewards };
}

const [name, ...sizes] = process.argv.slice(2);
if (policies.some((policy) => policy.name === name) && sizes.length === 4) {
  const [versions, steps, runs, repeats] = sizes.map(Number) as [number, number, number, number];
  for (let i = 0; i < repeats; i++) console.log(JSON.stringify(play(name!, versions, steps, runs)));
}
