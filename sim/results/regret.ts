// Pseudo-regret: requests times what their version falls short of the best, summed between changes of the truth, plus the
// whole value of what the live system lost. Expected, from true rates: no outcome noise.
import type { World } from "../world/world.ts";

export class Regret {
  readonly #world: World;
  readonly #settled: Int32Array;
  readonly #bySegment: Float64Array;
  #sum = 0;

  constructor(world: World) {
    this.#world = world;
    this.#settled = new Int32Array(world.counters.arrived.length);
    this.#bySegment = new Float64Array(world.counters.segments);
  }

  /** Charges the requests since the last call at the gap they had. Call before the truth changes, and at the end. */
  settle(): void {
    const { counters, truth } = this.#world;
    for (let cell = 0; cell < this.#settled.length; cell++) {
      const charged = (counters.arrived[cell]! - this.#settled[cell]!) * truth.gap[cell]!;
      this.#sum += charged;
      this.#bySegment[cell % truth.segments]! += charged;
      this.#settled[cell] = counters.arrived[cell]!;
    }
  }

  get total(): number {
    return this.#sum + this.#world.lostValue;
  }

  /** Of one segment's requests; those of all segments sum to the total. */
  ofSegment(segment: number): number {
    return this.#bySegment[segment]! + this.#world.lostValueOf[segment]!;
  }
}
