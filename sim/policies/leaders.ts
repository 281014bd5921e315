// The largest index wins. Versions with one index are alike to a policy: it picks among them by chance, or, to follow a paper by
// hand, the first of them.
import * as z from "zod";
import type { Stream } from "../random/streams.ts";
import type { Arrival, VersionIndex } from "../strategies/types.ts";

export type Ties = "random" | "first";

export const ties = z
  .enum(["random", "first"], { error: 'expected "random" or "first"' })
  .default("random")
  .describe("Which of several versions with the largest index is picked: any, or the first.");

/** The versions with the largest index of those offered. */
export interface Leaders {
  /** The largest index; -Infinity when there is none. */
  readonly most: number;
  clear(): void;
  /** @param index  not NaN; Infinity for a version that must be tried */
  offer(version: VersionIndex, index: number): void;
  /** One of them. */
  pick(): VersionIndex;
  /** The chance of `pick` to be this version. */
  chanceOf(version: VersionIndex): number;
}

export function leadersOf(versions: number, ties: Ties, random: Stream): Leaders {
  const tied = new Int32Array(versions);
  let count = 0;
  let most = -Infinity;
  const first = ties === "first";
  return {
    get most() {
      return most;
    },
    clear() {
      count = 0;
      most = -Infinity;
    },
    offer(version, index) {
      if (index < most) return;
      if (index > most) {
        most = index;
        count = 0;
      }
      if (first && count === 1) tied[0] = Math.min(tied[0]!, version);
      else tied[count++] = version;
    },
    pick: () => tied[count === 1 ? 0 : Math.floor(random() * count)]!,
    chanceOf(version) {
      for (let i = 0; i < count; i++) if (tied[i] === version) return 1 / count;
      return 0;
    },
  };
}

/** Picks one of the leaders, and writes the chance of it. */
export function take(leaders: Leaders, arrival: Arrival): VersionIndex {
  const version = leaders.pick();
  arrival.propensity = leaders.chanceOf(version);
  return version;
}
