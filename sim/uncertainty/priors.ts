// Rates drawn once a run: priors -> versions whose every rate is a number.
import { beta } from "../random/beta.ts";
import { stream, type Stream } from "../random/streams.ts";
import type { Choice, Latency, Prior, Scenario, Share, Version } from "../scenario/types.ts";
import type { Drawn } from "./types.ts";

/** The scenario's versions with every prior drawn, each from its own stream; and what was drawn, in the order of the priors. */
export function drawRates(
  { versions }: Scenario,
  priors: readonly Prior[],
  seed: number,
): { readonly versions: readonly Version[]; readonly drawn: readonly Drawn[] } {
  const realized = [...versions];
  const drawn = priors.map((prior): Drawn => {
    const { version, segment, rate } = prior;
    const { id } = versions[version]!;
    const random = stream(
      seed,
      ["prior", id, ...(segment === null ? [] : [segment]), rate].join("/"),
    );
    const { value, told } = draw(prior, random);
    realized[version] = withRate(realized[version]!, segment, rate, value);
    const where = segment === null ? "" : `.bySegment.${segment}`;
    const place = `versions[${version}]${where}.${rate}`;
    return rate === "latency"
      ? { path: `${place}.choice`, value: told }
      : { path: place, value: told };
  });
  return { versions: realized, drawn };
}

/** The rate, and the number that tells it: a share itself, of a latency which of the choices it is. */
function draw(
  prior: Prior,
  random: Stream,
): { readonly value: Share | Latency; readonly told: number } {
  if (prior.rate === "latency") {
    const index = drawIndex(prior.from.choice, random);
    return { value: prior.from.choice[index]![1], told: index };
  }
  const { from } = prior;
  const value =
    "beta" in from ? beta(...from.beta, random) : from.choice[drawIndex(from.choice, random)]![1];
  return { value, told: value };
}

/** Which of `choice`; never one of probability 0, though their sum may fall short of 1 by a rounding. */
function drawIndex(choice: Choice<unknown>, random: Stream): number {
  const u = random();
  let below = 0;
  let last = 0;
  for (const [i, [p]] of choice.entries()) {
    below += p;
    if (p > 0) last = i;
    if (u < below) return i;
  }
  return last;
}

function withRate(
  version: Version,
  segment: string | null,
  rate: Prior["rate"],
  value: Share | Latency,
): Version {
  if (segment === null) return { ...version, [rate]: value };
  const bySegment = Object.assign(
    Object.create(null) as Record<string, Version["bySegment"][string]>,
    version.bySegment,
  );
  bySegment[segment] = { ...bySegment[segment], [rate]: value };
  return { ...version, bySegment };
}
