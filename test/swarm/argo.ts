// Argo Rollouts' canary and blueGreen as sampled: steps of every kind, bounds, delays and deadlines.
import fc from "fast-check";

type Fields = Record<string, unknown>;
type Sample = fc.Arbitrary<unknown>;

/** What the sampling of scenarios has. */
export interface Samplers {
  /** Seconds, or a text of the same length. */
  readonly duration: (least: number, most: number) => Sample;
  readonly number: (min: number, max: number) => fc.Arbitrary<number>;
  /** Some of the fields. */
  readonly some: (fields: Record<string, Sample>) => fc.Arbitrary<Fields>;
  readonly share: Sample;
  /** A list of checks; undefined when there are to be none. */
  readonly checks: Sample | undefined;
  readonly segments: readonly string[];
  /** Of the run, seconds. */
  readonly length: number;
}

const amount = fc.constantFrom(1, 2, "25%", "100%");
const noneToo = fc.constantFrom(0, 1, "25%");

/** Bounds, of which at least one lets a pod be replaced. */
const bounds: Record<string, Sample> = { maxSurge: amount, maxUnavailable: noneToo };

function deadlines({ duration, length }: Samplers): Record<string, Sample> {
  return {
    minReady: duration(0, length / 10),
    progressDeadline: duration(1, length / 2),
    progressDeadlineAbort: fc.boolean(),
    abortScaleDownDelay: duration(0, length / 4),
  };
}

/** Steps that need no router; with one, routes and an experiment's weights besides. */
function step(from: Samplers, routed: boolean): Sample {
  const { duration, number, share, checks, segments, length } = from;
  const template = fc.record({
    name: fc.constant("pods"),
    version: fc.constantFrom("stable", "candidate"),
    pods: fc.integer({ min: 1, max: 3 }),
    ...(routed ? { weight: number(0, 5) } : {}),
  });
  const experiment = fc.record({
    duration: duration(0, length / 4),
    templates: fc.array(template, { minLength: 1, maxLength: 2 }),
    requiredForCompletion: fc.boolean(),
    ...(checks && { checks }),
  });
  const match = fc.subarray([...segments]);
  return fc.oneof(
    fc.record({ setWeight: number(0, 90) }),
    fc.record({ pause: fc.oneof(duration(0, length / 3), fc.constantFrom({}, null)) }),
    ...(checks === undefined ? [] : [fc.record({ analysis: fc.record({ checks }) })]),
    fc.record({
      setScale: fc.oneof(
        fc.constant("matchWeight"),
        fc.record({ pods: fc.nat({ max: 12 }) }),
        fc.record({ share }),
      ),
    }),
    fc.record({ experiment }),
    ...(routed ? routes(from, match) : []),
  );
}

function routes({ number }: Samplers, match: Sample): Sample[] {
  const name = fc.constantFrom("one", "other");
  return [
    fc.record({ setHeaderRoute: fc.record({ name, match }) }),
    fc.record({
      setMirrorRoute: fc.record({
        name: fc.constant("copies"), // of one name, so that two never copy different parts at once
        match: fc.oneof(fc.constant("all"), match),
        percentage: number(0, 100),
      }),
    }),
  ];
}

export function canary(from: Samplers): fc.Arbitrary<Fields> {
  const { duration, some, checks, length } = from;
  const common: Record<string, Sample> = {
    at: duration(0, length),
    assign: fc.constantFrom("request", "user"),
    startingStep: fc.nat({ max: 3 }),
    ...deadlines(from),
    ...(checks && { checks }),
  };
  const routed = some({
    ...common,
    steps: fc.array(step(from, true), { maxLength: 8 }),
    minPods: fc.integer({ min: 1, max: 4 }),
    dynamicStableScale: fc.boolean(),
    scaleDownDelay: duration(0, length / 4),
  });
  const byPods = some({
    ...common,
    ...bounds,
    steps: fc.array(step(from, false), { maxLength: 8 }),
  }).map((fields) => ({ ...fields, routing: "pods" }));
  return fc.oneof(routed, byPods);
}

export function blueGreen(from: Samplers): fc.Arbitrary<Fields> {
  const { duration, some, checks, length } = from;
  return some({
    at: duration(0, length),
    autoPromotion: fc.oneof(fc.boolean(), duration(0, length / 4)),
    previewPods: fc.integer({ min: 1, max: 6 }),
    keepOld: duration(0, length / 2),
    scaleDownDelay: fc.oneof(fc.constant("afterChecks"), duration(0, length / 2)),
    ...deadlines(from),
    ...(checks && { checks, previewChecks: checks }),
  });
}

export function rolling(from: Samplers): fc.Arbitrary<Fields> {
  const { duration, some, checks, length } = from;
  const { minReady, progressDeadline } = deadlines(from);
  return some({
    at: duration(0, length),
    ...bounds,
    minReady: minReady!,
    progressDeadline: progressDeadline!,
    assign: fc.constantFrom("request", "user"),
    ...(checks && { checks }),
  });
}
