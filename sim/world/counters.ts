// What each version exposes, as a real process would: integers that only grow. The monitor and the recorder take snapshots,
// so a scrape costs the hot loop nothing.

/** Buckets of a latency histogram: 64 an octave from 2^-20 s (1 us) to 2^12 s (68 min); the outer ones catch the rest. */
export const CELLS = 2048;
const LOWEST = 64192; // the high word of 2^-20, over 2^14

const word = new Float64Array(1);
const halves = new Int32Array(word.buffer);
const HIGH = 1; // little-endian: every engine this runs on

/** The bucket of a response time: cut from the double's own exponent and mantissa. */
export function cellOf(seconds: number): number {
  word[0] = seconds;
  const cell = (halves[HIGH]! >> 14) - LOWEST;
  return cell < 0 ? 0 : cell >= CELLS ? CELLS - 1 : cell;
}

/**
 * The bucket of the time between two readings of the clock, the second at least the first. Their difference is off by its last bits,
 * and a time that is an edge itself, as whole seconds are, would fall now above it and now below: it belongs above.
 */
export const cellBetween = (start: number, end: number): number =>
  cellOf(end - start + end * Number.EPSILON);

/** The lower edge of a bucket, seconds. */
export function cellEdge(cell: number): number {
  halves[0] = 0;
  halves[HIGH] = (cell + LOWEST) << 14;
  return word[0]!;
}

const NONE = new Int32Array(0);

/** So many counters, all 0; where there are none they are shared: a run is made by the thousand. */
export const counts = (n: number): Int32Array => (n === 0 ? NONE : new Int32Array(n));

export class Counters {
  readonly versions: number;
  readonly segments: number;
  /** Routed here, by version and segment: `arrived[version * segments + segment]`. */
  readonly arrived: Int32Array;
  /** By version: answered in any way; failed in any way; converted; answered without a response (refused). */
  readonly answered: Int32Array;
  readonly errors: Int32Array;
  readonly rewards: Int32Array;
  readonly refused: Int32Array;
  /** By segment: failed in any way. */
  readonly segmentErrors: Int32Array;
  /** By version: labels that arrived, and how many were conversions. Kept only for late labels somebody watches. */
  readonly labels: Int32Array;
  readonly labelRewards: Int32Array;
  /** Response times: `histogram[version * CELLS + cell]`; empty, and what is written into it is lost, when it is not kept. */
  readonly histogram: Int32Array;

  constructor(versions: number, segments: number, latency = true) {
    this.versions = versions;
    this.segments = segments;
    this.arrived = new Int32Array(versions * segments);
    this.answered = new Int32Array(versions);
    this.errors = new Int32Array(versions);
    this.rewards = new Int32Array(versions);
    this.refused = new Int32Array(versions);
    this.segmentErrors = new Int32Array(segments);
    this.labels = new Int32Array(versions);
    this.labelRewards = new Int32Array(versions);
    this.histogram = counts(latency ? versions * CELLS : 0);
  }

  /** Requests of a segment's users so far. */
  cameFrom(segment: number): number {
    let n = 0;
    for (let v = 0; v < this.versions; v++) n += this.arrived[v * this.segments + segment]!;
    return n;
  }

  /** Requests routed to a version so far. */
  routedTo(version: number): number {
    let n = 0;
    for (let s = 0; s < this.segments; s++) n += this.arrived[version * this.segments + s]!;
    return n;
  }
}
