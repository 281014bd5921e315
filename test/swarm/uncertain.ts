// What a scenario may leave to be drawn: rates as priors, rates that wander, things that happen at random times.
import fc from "fast-check";
import type { Samplers } from "./argo.ts";

type Sample = fc.Arbitrary<unknown>;
type Tools = Pick<Samplers, "duration" | "number" | "some" | "length">;

/** One of several values; a value of probability 0 is never drawn. */
function choiceOf(value: Sample): Sample {
  return fc
    .array(fc.tuple(fc.nat({ max: 3 }), value), { minLength: 1, maxLength: 3 })
    .filter((pairs) => pairs.some(([weight]) => weight > 0))
    .map((pairs) => {
      const whole = pairs.reduce((sum, [weight]) => sum + weight, 0);
      return { choice: pairs.map(([weight, one]) => [weight / whole, one]) };
    });
}

export function shareOrPrior(share: Sample, { number }: Pick<Tools, "number">): Sample {
  const beta = fc.tuple(number(0.01, 5), number(0.01, 50)).map((shapes) => ({ beta: shapes }));
  return fc.oneof(share, beta, choiceOf(share));
}

export function latencyOrPrior(latency: Sample): Sample {
  return fc.oneof(latency, choiceOf(latency));
}

/** @param happening  whom a change befalls, and what it does: without when */
export function weather({ duration, number, some, length }: Tools, happening: Sample) {
  const wanders = fc
    .tuple(
      fc.constantFrom("errorRate", "latency", "reward"),
      some({ errorRate: number(0, 2), latency: number(0, 1), reward: number(0, 1) }),
    )
    .map(([one, rates]) => ({ [one]: 0.5, ...rates }));
  const noise = fc
    .tuple(
      wanders,
      some({ memory: number(0, 1), shared: fc.boolean() }),
      duration(length / 10 + 1, length),
    )
    .map(([rates, more, every]) => ({ every, ...rates, ...more }));
  const lasting = duration(0.1, length);
  const incident = fc
    .tuple(
      duration(length / 3 + 1, 10 * length),
      fc.oneof(lasting, fc.record({ mean: lasting })),
      happening as fc.Arbitrary<object>,
    )
    .map(([every, how, what]) => ({ every, for: how, ...what }));
  return { noise, incidents: fc.array(incident, { maxLength: 2 }) };
}
