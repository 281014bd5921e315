// The series of a run: bins of equal width, known before it starts, so memory does not grow with requests. Made only when
// asked, and never part of the fingerprint. Counts are by arrival: a failure is written into the bin its request came in.
import type { Seconds } from "../scenario/types.ts";
import { CELLS } from "../world/counters.ts";
import { quantileOf } from "../world/histogram.ts";
import type { Truth } from "../world/truth.ts";
import type { Witness, World } from "../world/world.ts";
import { EvidenceRecorder } from "./evidenceRecorder.ts";
import type { Evidence, Series, VersionSeries } from "./types.ts";

/** Bins of a series. */
const BINS = 300;
/** Latency histograms held at once, 32 MB: with up to 13 versions those of every bin. */
const OPEN = 4096;

export class SeriesRecorder implements Witness {
  readonly #width: Seconds;
  readonly #versions: number;
  /** Bins whose latency histograms are open at once: responses later than that count in the oldest open bin. */
  readonly #open: number;
  readonly #arrived: Int32Array;
  readonly #errors: Int32Array;
  readonly #regret: Float64Array;
  readonly #weightSeconds: Float64Array;
  /** Time in each bin during which a policy, or the world, routed: no weights were in force. */
  readonly #unweighed = new Float64Array(BINS);
  readonly #p99: (number | null)[];
  readonly #histograms: Int32Array;
  readonly #evidence = new EvidenceRecorder(BINS);
  readonly #ask: (() => Evidence) | undefined;
  /** Bins before this one have their percentiles written. */
  #closed = 0;
  #bin = 0;
  #settled: Int32Array = new Int32Array(0);
  #weights: readonly number[] | null = null;
  #weighedTo: Seconds = 0;

  /** @param ask  what the strategy believes and has computed by now; undefined when it never says */
  constructor(duration: Seconds, versions: number, ask?: () => Evidence) {
    this.#ask = ask;
    this.#width = duration / BINS;
    this.#versions = versions;
    this.#open = Math.min(BINS, Math.floor(OPEN / versions));
    this.#arrived = new Int32Array(BINS * versions);
    this.#errors = new Int32Array(BINS * versions);
    this.#regret = new Float64Array(BINS * versions);
    this.#weightSeconds = new Float64Array(BINS * versions);
    this.#p99 = new Array<number | null>(BINS * versions).fill(null);
    this.#histograms = new Int32Array(this.#open * versions * CELLS);
  }

  /** The right edge of the bin under way; Infinity after the last. */
  get next(): Seconds {
    return this.#bin < BINS - 1 ? (this.#bin + 1) * this.#width : Infinity;
  }

  failed(version: number, arrivedAt: Seconds): void {
    this.#errors[this.#at(version, this.#binOf(arrivedAt))]!++;
  }

  lost(version: number, arrivedAt: Seconds, value: number): void {
    this.#regret[this.#at(version, this.#binOf(arrivedAt))]! += value;
  }

  responded(version: number, arrivedAt: Seconds, cell: number): void {
    const bin = Math.max(this.#closed, this.#binOf(arrivedAt));
    this.#histograms[this.#at(version, bin % this.#open) * CELLS + cell]!++;
  }

  /** Counts the requests since the last call in the bin under way. Call before the truth changes. */
  settle({ counters, truth }: World): void {
    if (this.#settled.length === 0) this.#settled = new Int32Array(counters.arrived.length);
    this.#charge(counters.arrived, truth);
  }

  #charge(arrived: Int32Array, truth: Truth): void {
    for (let cell = 0; cell < arrived.length; cell++) {
      const n = arrived[cell]! - this.#settled[cell]!;
      this.#settled[cell] = arrived[cell]!;
      const at = this.#at(Math.floor(cell / truth.segments), this.#bin);
      this.#arrived[at]! += n;
      this.#regret[at]! += n * truth.gap[cell]!;
    }
  }

  /** Weights in force from `now`; null while a policy or the world routes. */
  weigh(now: Seconds, weights: readonly number[] | null): void {
    this.#integrate(now);
    this.#weights = weights;
  }

  #integrate(now: Seconds): void {
    const seconds = now - this.#weighedTo;
    this.#weighedTo = now;
    if (this.#weights === null) this.#unweighed[this.#bin]! += seconds;
    else
      for (let v = 0; v < this.#versions; v++)
        this.#weightSeconds[this.#at(v, this.#bin)]! += this.#weights[v]! * seconds;
  }

  /** Ends the bin under way at its right edge. */
  turn(world: World): void {
    this.settle(world);
    this.#integrate(this.next);
    this.#recordEvidence();
    this.#bin++;
    if (this.#bin - this.#closed >= this.#open) this.#close();
  }

  #recordEvidence(): void {
    if (this.#ask !== undefined) this.#evidence.record(this.#bin, this.#ask());
  }

  /** Writes the percentiles of the oldest open bin, and makes its room free. */
  #close(): void {
    for (let v = 0; v < this.#versions; v++) {
      const from = this.#at(v, this.#closed % this.#open) * CELLS;
      const histogram = this.#histograms.subarray(from, from + CELLS);
      const p99 = quantileOf(histogram, 0.99);
      this.#p99[this.#at(v, this.#closed)] = p99 === undefined ? null : p99 * 1000;
      histogram.fill(0);
    }
    this.#closed++;
  }

  finish(world: World, duration: Seconds): Series {
    this.settle(world);
    this.#integrate(duration);
    this.#recordEvidence();
    while (this.#closed < BINS) this.#close();
    const byVersion: Record<string, VersionSeries> = {};
    world.scenario.versions.forEach(({ id }, v) => {
      byVersion[id] = this.#seriesOf(v);
    });
    const evidence = this.#evidence.finish(Object.keys(byVersion));
    return {
      at: Array.from({ length: BINS }, (_, bin) => bin * this.#width),
      byVersion,
      ...(evidence !== undefined && { evidence }),
    };
  }

  #seriesOf(version: number): VersionSeries {
    const bins = <T>(of: (at: number, bin: number) => T): T[] =>
      Array.from({ length: BINS }, (_, bin) => of(this.#at(version, bin), bin));
    return {
      requests: bins((at) => this.#arrived[at]!),
      errors: bins((at) => this.#errors[at]!),
      weight: bins((at, bin) => {
        const seconds =
          this.#weightSeconds[at]! + this.#unweighed[bin]! * this.#routed(version, bin);
        return Math.min(1, seconds / this.#width); // the sum of a bin's pieces may round past it
      }),
      p99Ms: bins((at) => this.#p99[at]!),
      regret: bins((at) => this.#regret[at]!),
    };
  }

  /** The share of requests that went to a version, in this bin or the last one before it that had any. */
  #routed(version: number, bin: number): number {
    for (let b = bin; b >= 0; b--) {
      let requests = 0;
      for (let v = 0; v < this.#versions; v++) requests += this.#arrived[this.#at(v, b)]!;
      if (requests > 0) return this.#arrived[this.#at(version, b)]! / requests;
    }
    return 0;
  }

  #at(version: number, bin: number): number {
    return bin * this.#versions + version;
  }

  /** The bin whose edges, as `next` computes them, hold `at`: the division alone may land a hair beside. */
  #binOf(at: Seconds): number {
    let bin = Math.floor(at / this.#width);
    if (at < bin * this.#width) bin--;
    else if (at >= (bin + 1) * this.#width) bin++;
    return Math.min(BINS - 1, bin);
  }
}
