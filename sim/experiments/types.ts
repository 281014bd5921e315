// A test of an experiment: what both groups have counted goes in, where the test stands and what it concludes comes out. It sees
// counts alone: when it is looked at, and what is done about it, is the strategy's.
import type { ZodObject } from "zod";
import type { Standing } from "../results/types.ts";
import type { Share } from "../scenario/types.ts";
import type { Counts } from "../statistics/twoProportions.ts";

/** What both groups counted while one split was in force. */
export interface Stratum {
  readonly stable: Counts;
  readonly candidate: Counts;
}

/** What was planned before anything was counted. */
export interface Design {
  /** The candidate's share of the traffic once it is ramped, in (0, 1); no stratum has a larger one. */
  readonly split: Share;
  /** Chance of finding a difference where there is none, two-sided, in (0, 1). */
  readonly alpha: Share;
  /** Chance of finding a difference of `mde`, in (0, 1). */
  readonly power: Share;
  /** The smallest difference worth finding, > 0: in points of the rate, or as a share of stable's rate. */
  readonly mde: number;
  readonly effect: "absolute" | "relative";
  /** Stable's rate; left out: taken from the data, both groups together. */
  readonly baseline?: Share | undefined;
}

export interface Look {
  /** In order; all but the last are complete. Never empty. */
  readonly strata: readonly Stratum[];
  /** No later look comes: it concludes with what there is. */
  readonly last: boolean;
}

/** What a test finds at a look. Its numbers and words are worked out when somebody asks: most looks only go on. */
export interface Finding {
  /** Of the candidate. `even`: it is over, and no difference was found. `undecided`: it goes on. */
  readonly verdict: "better" | "worse" | "even" | "undecided";
  /** null while it has no number, or may not look yet. */
  standing(): Standing | null;
  /** Its numbers, as a part of a reason: "z = 2.41, p = 0.016". Empty while there are none. */
  words(): string;
  /** Of a test that was planned a size. null: it needs no number. */
  readonly size: Sizing | null;
}

/** A finding but for its size, which whoever plans one adds. */
export type Found = Omit<Finding, "size">;

export interface Sizing {
  /** "needs 3841 a group, has 3900" */
  readonly words: string;
  readonly reached: boolean;
  /** What it can find as it is, worked out when somebody asks, too: "finds 2 points with 61%, 2.6 points with 80%". May be empty. */
  reach(): string;
}

/** Looks at one experiment again and again, at counts that only grow; it may remember what it saw. */
export type Testing = (look: Look) => Finding;

export interface ExperimentTest<C> {
  /** "groupSequential" */
  readonly name: string;
  /** One sentence for lists, forms and docs. */
  readonly summary: string;
  /** What it computes, in the source's symbols. */
  readonly formula: string;
  readonly source: string;
  /** Its own parameters, a strict object with `.describe()`d fields and defaults. */
  readonly config: ZodObject;
  /** What a difference must be to count, as a part of a reason: no difference "at alpha 0.05". */
  standard(config: C, design: Design): string;
  start(config: C, design: Design): Testing;
}
