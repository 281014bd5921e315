// Everything that changes as a run goes by, in plain fields. The loops move it; nothing here knows when.
import { TABLE, tabulate } from "../random/quantile.ts";
import type { Outcomes } from "../results/outcomes.ts";
import { People } from "../results/people.ts";
import type { Scenario, Seconds } from "../scenario/types.ts";
import type { Router } from "../strategies/types.ts";
import { Counters } from "./counters.ts";
import { type ExposureLog, exposureLog } from "./exposures.ts";
import { ArrivalView, BLOCK, Fates } from "./fates.ts";
import { Fleet } from "./fleet.ts";
import { assert } from "./invariant.ts";
import { Retries } from "./retries.ts";
import { Side } from "./side.ts";
import { Truth } from "./truth.ts";

/** Told of each failure, and of each request the live system lost, when a series is wanted: bins are by arrival. */
export interface Witness {
  failed(version: number, arrivedAt: Seconds): void;
  lost(version: number, arrivedAt: Seconds, value: number): void;
  responded(version: number, arrivedAt: Seconds, cell: number): void;
}

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly router: Router | "best";
  readonly fleet: "stable" | "all";
  /** Whether somebody looks at labels: late ones are simulated only then. */
  readonly labels: boolean;
  /** The paired run's outcomes, when fates alone do not tell them. */
  readonly paired: Outcomes | null;
  /** Where to leave this run's own outcomes. */
  readonly outcomes: Outcomes | null;
  readonly witness: Witness | null;
  /** Whether requests are only counted: then nobody has a fate, and users are not told apart. */
  readonly counted?: boolean;
  /** Whether anybody looks at latency: a histogram is kept only then. Left out, somebody may. */
  readonly latency?: boolean;
}

export class World {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly truth: Truth;
  readonly counters: Counters;
  readonly exposures: ExposureLog;
  readonly people: People;
  readonly fleet: Fleet;
  readonly side: Side;
  /** null: nobody sends anything again. */
  readonly retries: Retries | null;
  readonly router: Router;
  readonly paired: Outcomes | null;
  readonly outcomes: Outcomes | null;
  readonly witness: Witness | null;
  /** Whether labels of late versions are simulated. */
  readonly labels: boolean;
  /** Where each version's label delay starts in `delays`; -1: no delay. */
  readonly delayAt: Int32Array;
  readonly delays: Float64Array;
  /** Place in the block of the next request, and how many came before the block. */
  position = 0;
  blocks = 0;
  /** Expected worth of what only the live system failed, above the gap its version had anyway. */
  lostValue = 0;
  /** The same, by segment. */
  readonly lostValueOf: Float64Array;

  constructor(options: WorldOptions) {
    const { scenario } = options;
    const { versions, traffic } = scenario;
    assert(scenario.uncertain === null, "a world is certain: its scenario was realized");
    this.scenario = scenario;
    this.seed = options.seed;
    this.truth = new Truth(scenario);
    this.counters = new Counters(versions.length, traffic.segments.length, options.latency ?? true);
    this.exposures = exposureLog(scenario, options.seed);
    this.lostValueOf = new Float64Array(traffic.segments.length);
    const users = options.counted === true ? 0 : traffic.users;
    this.people = new People(users, versions.length, this.exposures);
    this.fleet = new Fleet(scenario, options.fleet);
    this.side = new Side(scenario, options.seed, () => this.fates, this.truth);
    this.retries =
      traffic.retries === null ? null : new Retries(scenario, options.seed, this.fates, this.truth);
    this.router = options.router === "best" ? bestRouter(this.truth) : options.router;
    this.paired = options.paired;
    this.outcomes = options.outcomes;
    this.witness = options.witness;
    this.labels = options.labels || this.router.learns;
    const late = versions.flatMap((v) => (v.rewardDelay === null ? [] : [v.rewardDelay]));
    this.delays = new Float64Array(late.length * TABLE);
    late.forEach((delay, i) => this.delays.set(tabulate(delay), i * TABLE));
    let n = 0;
    this.delayAt = Int32Array.from(versions, (v) => (v.rewardDelay === null ? -1 : TABLE * n++));
  }

  /** Made when first asked for: where requests are counted nobody asks. */
  get fates(): Fates {
    return (this.#fates ??= new Fates(this.scenario, this.seed));
  }
  #fates: Fates | null = null;

  get view(): ArrivalView {
    return (this.#view ??= new ArrivalView(this.fates));
  }
  #view: ArrivalView | null = null;

  /** When the next request comes. */
  get arrivesNext(): Seconds {
    return this.fates.at[this.position]!;
  }

  /** Requests that have come so far. */
  get requests(): number {
    return this.blocks * BLOCK + this.position;
  }

  /** Those beside the live ones included: how much has been done. */
  get work(): number {
    return this.requests + this.side.sent;
  }

  nextBlock(): void {
    this.fates.refill();
    this.position = 0;
    this.blocks++;
  }

  /** The live system lost a request: its version's value goes, on top of the gap. */
  lose(version: number, segment: number, arrivedAt: Seconds, value: number): void {
    this.lostValue += value;
    this.lostValueOf[segment]! += value;
    this.witness?.lost(version, arrivedAt, value);
  }
}

/** Always the version of most value, blind to capacity: no strategy ever holds the truth, so the world routes for it. */
function bestRouter(truth: Truth): Router {
  return {
    learns: false,
    pick: (arrival) => truth.best[arrival.segment]!,
    shares(segment, to) {
      to.fill(0)[truth.best[segment]!] = 1;
      return "request";
    },
    learn() {},
    setWeights() {},
  };
}
