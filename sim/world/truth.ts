// The course of a scenario as one run goes along it: the rates now, and when they move. Only the world, the oracle and the results
// read this.
import { TABLE } from "../random/quantile.ts";
import type { Scenario, Seconds } from "../scenario/types.ts";
import { type Course, courseOf, type Frame, type Rates } from "./course.ts";
import type { ServiceLaw } from "./serviceLaw.ts";

export class Truth implements Rates {
  readonly versions: number;
  readonly segments: number;
  /** Where the cell's latency table starts in `latency`. */
  readonly tableAt: Int32Array;
  readonly #course: Course;
  #frame: Frame;
  /** The laws' tables, one after another for loops that look one up a request, and the laws they are of; null before one does. */
  #latency: Float64Array | null = null;
  #taken: readonly ServiceLaw[] = [];

  /** At time 0. */
  constructor(scenario: Scenario) {
    const { course, first } = courseOf(scenario);
    this.versions = scenario.versions.length;
    this.segments = scenario.traffic.segments.length;
    this.tableAt = course.tableAt;
    this.#course = course;
    this.#frame = first;
  }

  /** Moves every rate to what it is at `now`. Times must not go back. */
  advance(now: Seconds): void {
    while (this.#frame.until <= now) this.#frame = this.#course.after(this.#frame);
  }

  /** When the rates move next; Infinity when they will not. */
  get nextChange(): Seconds {
    return this.#frame.until;
  }

  get errorRate(): Float64Array {
    return this.#frame.errorRate;
  }

  get reward(): Float64Array {
    return this.#frame.reward;
  }

  get inTime(): Float64Array {
    return this.#frame.inTime;
  }

  get value(): Float64Array {
    return this.#frame.value;
  }

  get gap(): Float64Array {
    return this.#frame.gap;
  }

  get best(): Int32Array {
    return this.#frame.best;
  }

  get bestValue(): Float64Array {
    return this.#frame.bestValue;
  }

  /** The law of a cell's service times. */
  law(cell: number): ServiceLaw {
    return this.#frame.laws[cell]!;
  }

  /** Latency tables, one after another: seconds. The same array at all times. */
  get latency(): Float64Array {
    if (this.#taken !== this.#frame.laws) this.#take();
    return this.#latency!;
  }

  #take(): void {
    const { owners } = this.#course;
    const { laws } = this.#frame;
    this.#latency ??= new Float64Array(owners.length * TABLE);
    for (const cell of owners)
      if (laws[cell] !== this.#taken[cell])
        this.#latency.set(laws[cell]!.table, this.tableAt[cell]!);
    this.#taken = laws;
  }
}
