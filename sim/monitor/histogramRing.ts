// A version's latency histogram as it stood at each scrape that is kept. Most of its cells are never in use, of all that there are
// one in ten may be: only those are copied and read. A histogram only grows, and so does the range of its cells in use.
import { CELLS } from "../world/counters.ts";

/** Cells from `low` on; all others were 0. */
interface Snapshot {
  readonly low: number;
  readonly cells: Int32Array;
}

export interface HistogramRing {
  /**
   * Keeps what stands in a histogram now, in a slot of the ring.
   * @param at      where the version's `CELLS` cells begin in `histogram` and `beside`
   * @param beside  added to it; null: nothing
   */
  take(slot: number, histogram: Int32Array, at: number, beside: Int32Array | null): void;
  /** Adds to `into`, `CELLS` counts, what came between two slots, of which both were taken. */
  addGrown(first: number, last: number, into: Int32Array): void;
}

/** @param slots  how many there are */
export function histogramRing(slots: number): HistogramRing {
  const kept = new Array<Snapshot | undefined>(slots);
  let low = CELLS;
  let high = 0;

  const widen = (histogram: Int32Array, at: number) => {
    for (let cell = 0; cell < low; cell++) if (histogram[at + cell]! > 0) low = cell;
    for (let cell = CELLS - 1; cell >= high; cell--) if (histogram[at + cell]! > 0) high = cell + 1;
  };
  return {
    take(slot, histogram, at, beside) {
      widen(histogram, at);
      if (beside !== null) widen(beside, at);
      const size = Math.max(0, high - low);
      const before = kept[slot]?.cells;
      const cells = before?.length === size ? before : new Int32Array(size);
      for (let i = 0; i < size; i++) cells[i] = histogram[at + low + i]!;
      if (beside !== null) for (let i = 0; i < size; i++) cells[i]! += beside[at + low + i]!;
      kept[slot] = { low, cells };
    },
    addGrown(first, last, into) {
      const [before, after] = [kept[first]!, kept[last]!];
      for (let i = 0; i < after.cells.length; i++) into[after.low + i]! += after.cells[i]!;
      for (let i = 0; i < before.cells.length; i++) into[before.low + i]! -= before.cells[i]!;
    },
  };
}
