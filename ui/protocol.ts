// What the page and its worker say to each other: plain data both ways.
import type { Comparison } from "../sim/results/types.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import type { Scenario, Traffic } from "../sim/scenario/types.ts";

/** A scenario of the gallery, as the picker needs it. */
export interface Tale {
  /** Name of its file, without the ending. */
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly lesson: string;
  readonly tags: readonly string[];
}

/** A scenario as the page needs it: all but a trace's arrival times, which may be millions. */
export type Facts = Omit<Scenario, "traffic"> & { readonly traffic: Omit<Traffic, "trace"> };

/** A scenario as its file says it: what edits depart from. */
export interface Written {
  readonly facts: Facts;
  /** Each strategy's entry in the document, in the order of `facts.strategies`: any JSON, as the writer put it. */
  readonly strategies: readonly unknown[];
}

/** One rehearsal to run. */
export interface Order {
  readonly scenario: string;
  readonly edits: Readonly<Record<string, number>>;
  readonly strategies: readonly string[] | null;
  readonly seed: number | null;
}

export type ToWorker =
  | { readonly kind: "rehearse"; readonly run: number; readonly order: Order }
  | { readonly kind: "cancel"; readonly run: number };

export type FromWorker =
  | { readonly kind: "gallery"; readonly tales: readonly Tale[] }
  /** Comes first, when the file can be read. */
  | { readonly kind: "written"; readonly run: number; readonly written: Written }
  /** `requests` simulated so far, over all strategies. */
  | {
      readonly kind: "progress";
      readonly run: number;
      readonly share: number;
      readonly requests: number;
    }
  | {
      readonly kind: "done";
      readonly run: number;
      readonly facts: Facts;
      readonly comparison: Comparison;
    }
  | { readonly kind: "problems"; readonly run: number; readonly problems: readonly Problem[] }
  | { readonly kind: "cancelled"; readonly run: number };
