// What a request is born with: a draw a lane, whatever becomes of it. All lanes advance together, a block at a time:
// request i of a block owns place i of every lane. A lane is a stream of its own, so a new one never shifts an old one.
import { fill, lane, stream, type Lane } from "../random/streams.ts";
import type { Scenario } from "../scenario/types.ts";
import type { Arrival } from "../strategies/types.ts";
import { arrivals, type Arrivals } from "./arrivals.ts";
import { segmentsOf, userDraw, visits, type Visits } from "./users.ts";

/** Requests in a block. */
export const BLOCK = 512;

const block = () => new Float64Array(BLOCK);

export class Fates {
  /** Arrival times; Infinity past the last. */
  readonly at = block();
  readonly user = new Int32Array(BLOCK);
  readonly route = block();
  /** Luck in failing, a lane a version: one and the same array for all when failures are shared. */
  readonly failure: readonly Float64Array[];
  readonly latency = block();
  readonly reward = block();
  readonly label = block();
  readonly segmentOf: Uint8Array;
  readonly salt: number;

  readonly #arrivals: Arrivals;
  readonly #visits: Visits;
  readonly #groups: [Float64Array, Lane][][] = [];

  constructor(scenario: Scenario, seed: number) {
    const { traffic, versions } = scenario;
    this.#arrivals = arrivals(traffic);
    this.#visits = visits(traffic);
    this.segmentOf = segmentsOf(traffic);
    this.salt = stream(seed, "userRoute").int32();
    const own = scenario.failures === "own";
    const shared = block();
    this.failure = versions.map(() => (own ? block() : shared));
    const draws = block();
    const lanes: [Float64Array, string][] = [
      [this.at, "arrivals"],
      [this.latency, "latency"],
      [draws, "users"],
      [this.route, "route"],
      [this.reward, "reward"],
    ];
    if (own) versions.forEach(({ id }, v) => lanes.push([this.failure[v]!, `failure/${id}`]));
    else lanes.push([shared, "failure"]);
    if (versions.some((v) => v.rewardDelay !== null)) lanes.push([this.label, "label"]);
    while (lanes.length % 3 > 0) lanes.push([block(), `unused/${lanes.length}`]);
    const states = lanes.map(([to, name]): [Float64Array, Lane] => [to, lane(seed, name)]);
    for (let i = 0; i < states.length; i += 3) this.#groups.push(states.slice(i, i + 3));
    this.#draws = draws;
    this.refill();
  }
  readonly #draws: Float64Array;

  /** The next block of requests. */
  refill(): void {
    for (const [x, y, z] of this.#groups) fill(x![0], x![1], y![0], y![1], z![0], z![1]);
    this.#arrivals(this.at);
    this.#visits(this.#draws, this.user);
  }
}

/** What a router sees of the request at place `i`: its lucks in failing, latency and reward stay hidden. */
export class ArrivalView implements Arrival {
  i = 0;
  propensity = 1;
  readonly #fates: Fates;
  constructor(fates: Fates) {
    this.#fates = fates;
  }
  get at(): number {
    return this.#fates.at[this.i]!;
  }
  get user(): number {
    return this.#fates.user[this.i]!;
  }
  get segment(): number {
    return this.#fates.segmentOf[this.#fates.user[this.i]!]!;
  }
  get draw(): number {
    return this.#fates.route[this.i]!;
  }
  get userDraw(): number {
    return userDraw(this.#fates.user[this.i]!, this.#fates.salt);
  }
}
