// Expected figures of experiments.json, and how near ours must come.
import experiments from "./experiments.json" with { type: "json" };

export { experiments };

/** How far off, relative to what is large and absolutely for what is small. */
export function off(value: number, expected: number): number {
  return Math.abs(value - expected) / Math.max(1, Math.abs(expected));
}

/** How far off, relative to what is expected, however small it is. */
export function relative(value: number, expected: number): number {
  return value === expected ? 0 : Math.abs(value / expected - 1);
}

/** Of a pair of ends, where "-inf" and "inf" are texts: the larger error. */
export function endsOff(
  { low, high }: { low: number; high: number },
  expected: readonly (number | string)[],
): number {
  const [a, b] = expected.map((end) =>
    end === "-inf" ? -Infinity : end === "inf" ? Infinity : Number(end),
  );
  return Math.max(low === a ? 0 : off(low, a!), high === b ? 0 : off(high, b!));
}
