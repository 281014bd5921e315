// The law of service of each version and segment, made when it is first asked for and kept as long as its table stands.
import { TABLE, tabulate } from "../random/quantile.ts";
import type { Latency, Seconds } from "../scenario/types.ts";
import { ServiceLaw } from "./serviceLaw.ts";
import type { World } from "./world.ts";

/** Of latencies that no change moves: every run has the same. By timeout. */
const kept = new WeakMap<Latency, Map<Seconds, ServiceLaw>>();

/** @returns the law of a cell, as of now */
export function serviceLaws({ truth, scenario }: World): (cell: number) => ServiceLaw {
  const { versions, traffic, changes } = scenario;
  const { segments } = truth;
  const moved = versions.map(({ id }) =>
    changes.some(
      ({ version, effect }) => effect.latency !== undefined && (version === "*" || version === id),
    ),
  );
  const laws: (ServiceLaw | undefined)[] = [];
  const asOf: number[] = [];

  const still = (version: number, segment: number): ServiceLaw => {
    const { latency, bySegment } = versions[version]!;
    const own = bySegment[traffic.segments[segment]!.id]?.latency ?? latency;
    let byTimeout = kept.get(own);
    if (byTimeout === undefined) kept.set(own, (byTimeout = new Map()));
    let law = byTimeout.get(traffic.timeout);
    if (law === undefined) {
      const inTime = truth.inTime[version * segments + segment]!;
      law = new ServiceLaw(tabulate(own), 0, traffic.timeout, inTime);
      byTimeout.set(traffic.timeout, law);
    }
    return law;
  };

  return (cell) => {
    const version = Math.floor(cell / segments);
    if (!moved[version]!) return (laws[cell] ??= still(version, cell % segments));
    if (laws[cell] === undefined || asOf[cell] !== truth.nextChange) {
      const from = truth.tableAt[cell]!;
      const table = truth.latency.subarray(from, from + TABLE);
      laws[cell] = new ServiceLaw(table, 0, traffic.timeout, truth.inTime[cell]!);
      asOf[cell] = truth.nextChange;
    }
    return laws[cell];
  };
}
