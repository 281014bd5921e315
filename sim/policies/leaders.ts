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

/** The versions with the largest index of those offered. A class, for the hot path: its numbers are not boxed. */
export class Leaders {
  /** The largest index; -Infinity when there is none. */
  most = -Infinity;
  readonly #tied: Int32Array;
  readonly #first: boolean;
  readonly #random: Stream;
  #count = 0;

  constructor(versions: number, ties: Ties, random: Stream) {
    this.#tied = new Int32Array(versions);
    this.#first = ties === "first";
    this.#random = random;
  }

  clear(): void {
    this.#count = 0;
    this.most = -Infinity;
  }

  /** @param index  not NaN; Infinity for a version that must be tried */
  offer(version: VersionIndex, index: number): void {
    if (index < this.most) return;
    if (index > this.most) {
      this.most = index;
      this.#count = 0;
    }
    if (this.#first && this.#count === 1) this.#tied[0] = Math.min(this.#tied[0]!, version);
    else this.#tied[this.#count++] = version;
  }

  /** One of them. */
  pick(): VersionIndex {
    return this.#tied[this.#count === 1 ? 0 : Math.floor(this.#random() * this.#count)]!;
  }

  /** The chance of `pick` to be this version. */
  chanceOf(version: VersionIndex): number {
    for (let i = 0; i < this.#count; i++) if (this.#tied[i] === version) return 1 / this.#count;
    return 0;
  }
}

/** Picks one of the leaders, and writes the chance of it. */
export function take(leaders: Leaders, arrival: Arrival): VersionIndex {
  const version = leaders.pick();
  arrival.propensity = leaders.chanceOf(version);
  return version;
}
