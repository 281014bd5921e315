// A policy as a test starts it, and what it is asked and told.
import { policies } from "../../sim/policies/index.ts";
import type { Policy, PolicyKind } from "../../sim/policies/types.ts";
import { stream, type Stream } from "../../sim/random/streams.ts";
import type { Arrival, Feedback } from "../../sim/strategies/types.ts";
import { freeze } from "../contract/stage.ts";

export function kindOf(name: string): PolicyKind<unknown> {
  const kind = policies.find((known) => known.name === name);
  if (kind === undefined) throw new Error(`no policy ${name}`);
  return kind;
}

interface Setting {
  readonly written?: object;
  readonly segments?: number;
  readonly random?: Stream;
}

export function start(name: string, versions: number, setting: Setting = {}): Policy {
  const { written = {}, segments = 1, random = stream(1, "policy") } = setting;
  const kind = kindOf(name);
  const config = freeze(kind.config.parse(written) as object);
  return kind.create(config, { versions, segments, horizon: 3600 }, random);
}

export const arrival = (segment = 0): Arrival => ({
  at: 0,
  user: 0,
  segment,
  draw: 0.5,
  userDraw: 0.5,
  propensity: 1,
});

export const reward = (version: number, reward: number, segment = 0): Feedback => ({
  version,
  reward,
  propensity: 1,
  segment,
  at: 0,
});

/** How often each version is picked of `n` times, nothing being learnt, and the propensity that was written with it last. */
export function picked(policy: Policy, versions: number, n: number, segment = 0) {
  const shares = new Array<number>(versions).fill(0);
  const propensities = new Array<number>(versions).fill(0);
  for (let i = 0; i < n; i++) {
    const view = arrival(segment);
    view.propensity = NaN;
    const version = policy.pick(view);
    shares[version]! += 1 / n;
    propensities[version] = view.propensity;
  }
  return { shares, propensities };
}
