// What the page and its worker say to each other: plain data both ways.
import type { Comparison } from "../sim/results/types.ts";
import type { Note, ReportLine } from "../sim/manifests/types.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import type { Scenario, Traffic } from "../sim/scenario/types.ts";
import type { Plan } from "./plan.ts";

/** A scenario of the gallery, as the picker needs it. */
export interface Tale {
  /** Name of its file, without the ending. */
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly lesson: string;
  readonly tags: readonly string[];
}

/** A manifest to try, as a file has it. */
export interface Example {
  /** Name of its file, without the ending. */
  readonly id: string;
  /** What its first comment says of it. */
  readonly says: string;
  readonly text: string;
}

/** What was understood of a plan, or all that is wrong with it: without problems and open questions it can be rehearsed. */
export interface Reading {
  /** What it asks, once it is rehearsed. */
  readonly question: string;
  /** A line a rollout: "Rollout ranker: canary, 8 steps, 1 check". */
  readonly summary: readonly string[];
  readonly problems: readonly PlanProblem[];
  /** Metrics of which only a person can tell what they measure. */
  readonly asks: readonly Ask[];
  /** What can be said of the plan without running it. */
  readonly outlook: readonly string[];
  /** What a reader should know of how it was read. */
  readonly notes: readonly Pick<Note, "text" | "line">[];
  /** What became of each field; none for a scenario, all of whose fields count. */
  readonly fields: readonly Pick<ReportLine, "line" | "document" | "path" | "status" | "says">[];
  /** What no manifest says: where it stands in the scenario, that in words, and the value it was given. */
  readonly assumed: readonly {
    readonly path: string;
    readonly name: string;
    readonly value: string;
  }[];
}

/** `line` and `column` count from 1; null when it is about no one place. */
export interface PlanProblem extends Problem {
  /** "Rollout ranker"; "" for a scenario, or a text that is no manifest yet. */
  readonly document: string;
  readonly line: number | null;
  readonly column: number | null;
}

export interface Ask {
  readonly metric: string;
  readonly line: number | null;
  /** Why it cannot be told; null once a person has, or when something is assumed. */
  readonly why: string | null;
  /** What it is taken to say as long as nobody does: "inconclusive". */
  readonly assumed: string | null;
  readonly choices: readonly {
    /** As a plan's `metrics` has it. */
    readonly value: string;
    readonly label: string;
    /** Whether it stands for an outcome, not for a measure. */
    readonly fixed: boolean;
  }[];
}

/** A scenario as the page needs it: all but a trace's arrival times, which may be millions. */
export type Facts = Omit<Scenario, "traffic"> & { readonly traffic: Omit<Traffic, "trace"> };

/** A scenario as its file says it: what edits depart from. */
export interface Written {
  readonly facts: Facts;
  /** Each strategy's entry in the document, in the order of `facts.strategies`: any JSON, as the writer put it. */
  readonly strategies: readonly unknown[];
  /** Of a plan of one's own: what it was read from. null for a scenario of the gallery. */
  readonly reading: Reading | null;
  /** The whole scenario. */
  readonly document: unknown;
}

/** What no strategy knows: the truth of a scenario, as far as lines are read against it. */
export interface Theory {
  /** By version id: P(success), or of a conversion when that is the objective, from each moment at which it moves. */
  readonly rates: Readonly<
    Record<string, { readonly x: readonly number[]; readonly y: readonly number[] }>
  >;
  /** C of Lai and Robbins: regret grows at least as C ln n in the long run. null where the rates move or differ by user. */
  readonly asymptoticRegret: number | null;
}

/** One rehearsal to run. */
export interface Order {
  readonly scenario: string;
  /** Instead of a scenario of the gallery. */
  readonly plan: Plan | null;
  readonly edits: Readonly<Record<string, number>>;
  readonly strategies: readonly string[] | null;
  readonly seed: number | null;
}

export type ToWorker =
  | { readonly kind: "rehearse"; readonly run: number; readonly order: Order }
  | { readonly kind: "cancel"; readonly run: number }
  | { readonly kind: "read"; readonly draft: number; readonly plan: Plan };

export type FromWorker =
  | {
      readonly kind: "gallery";
      readonly tales: readonly Tale[];
      readonly examples: readonly Example[];
    }
  | { readonly kind: "read"; readonly draft: number; readonly reading: Reading }
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
      readonly theory: Theory;
      /** Of a plan of one's own: what can be said of it without running it, as it was edited. */
      readonly outlook: readonly string[];
    }
  | { readonly kind: "problems"; readonly run: number; readonly problems: readonly Problem[] }
  | { readonly kind: "cancelled"; readonly run: number };
