// The words of an import: files become manifests, a manifest's places are read by importers, and every field of it is reported.
import type { Fields } from "../scenario/document.ts";
import type { Path } from "../scenario/path.ts";
import type { Seconds } from "../scenario/types.ts";

/** A file as given. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Where something stands in its file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One YAML document that says what it is. */
export interface Manifest {
  readonly file: string;
  /** "argoproj.io"; "" is Kubernetes' own core. */
  readonly group: string;
  readonly kind: string;
  /** `metadata.name`; "" when it has none. */
  readonly name: string;
  readonly value: Fields;
  /** Of the value at `path`, or of the nearest one above it that is written. */
  position(path: Path): Position;
}

/** A place in a manifest, and what is written there; undefined when nothing is. */
export interface Spot {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly value: unknown;
}

/** What is wrong, and where: "rollout.yaml:12:7: Rollout demo: spec.replicas: expected ...". */
export interface ManifestProblem extends Position {
  readonly file: string;
  /** "Rollout demo", or "" for a text that is no manifest yet. */
  readonly document: string;
  /** "" is the whole document. */
  readonly path: string;
  readonly message: string;
}

/** What a reader should know, though nothing is wrong with the file. */
export interface Note {
  readonly text: string;
  readonly file: string | null;
  readonly line: number | null;
}

/**
 * What became of a field: it is in the scenario; it is left out and changes no outcome; or it is left out and that changes
 * something, which its sentence says.
 */
export type Status = "modelled" | "ignored" | "unsupported";

/**
 * What becomes of a field, wherever it is written.
 * `path`: `spec.strategy.canary.steps[].setWeight`; `[]` is any item, `*` any key, and `.**` at the end everything below, told as one.
 */
export interface Field {
  readonly path: string;
  readonly status: Status;
  /** How it is modelled, why it does not matter, or what leaving it out changes. */
  readonly says: string;
}

/** A kind of document, and all its fields. */
export interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly fields: readonly Field[];
}

/** A controller whose manifests can be read: one file, and one line in `index.ts`. */
export interface Importer {
  /** "Argo Rollouts" */
  readonly system: string;
  /** The sources it was matched with: "argoproj/argo-rollouts@9f8d111". */
  readonly upstream: string;
  /** What it reads, with or without a rollout in it. */
  readonly kinds: readonly Kind[];
  /** Every rollout among the manifests nobody has claimed; what is wrong with them is told to `desk`. */
  read(desk: Desk): readonly Rollout[];
}

/** One rollout, as a strategy of a scenario and what it needs around it. */
export interface Rollout {
  /** Where it was read: the scenario's `source` and title name it. */
  readonly manifest: Manifest;
  /** An entry of `strategies`, without its id. */
  readonly strategy: Fields & { readonly type: string };
  /** Each version's fleet: `versions[].pods` as far as the manifest says; null when it says nothing. */
  readonly pods: (Fields & { readonly count: number }) | null;
  /** Segments the strategy names, for requests that match a header: their shares are assumed. */
  readonly segments: readonly string[];
  /** Entries of `monitor.metrics` its checks name. */
  readonly metrics: readonly Fields[];
  /** `traffic.retries`; null when nothing is retried. */
  readonly retries: Fields | null;
  /** `traffic.timeout`: a request answered later has failed. Left out when the manifest says none. */
  readonly timeout?: Seconds | undefined;
  /** Objects in `strategy` that stand for what the manifest does not say. */
  readonly assumed: readonly Fields[];
  /** From the start to success when every check passes and every person approves at once. */
  readonly length: Seconds;
}

/** What an importer reads from, and tells what it found to. */
export interface Desk {
  readonly manifests: readonly Manifest[];
  /** What a person said of a metric by the first of these names: "errorRate". */
  answer(names: readonly string[]): string | undefined;
  /**
   * A problem that only a person can solve: what does this metric measure?
   * @param why    why it must be asked
   * @param again  whether they have answered, and this is what is wrong with it
   */
  ask(spot: Spot, metric: string, why: string, again?: boolean): void;
  /** Manifests of this kind that no rollout has claimed. */
  unclaimed(group: string, kind: string): readonly Manifest[];
  /** The manifest is part of a rollout that was read: nobody else reads a rollout of its own from it. */
  claim(manifest: Manifest): void;
  problem(spot: Spot, message: string): void;
  note(text: string, spot?: Spot): void;
  /** What became of this field (and of everything below it) here, instead of what its table says. */
  mark(spot: Spot, status: Status, says: string): void;
}

/** A field that is present, or several below one that are told as one. */
export interface ReportLine {
  readonly file: string;
  readonly line: number;
  /** "Rollout demo" */
  readonly document: string;
  readonly path: string;
  readonly status: Status;
  readonly says: string;
}

/** What a metric of a manifest measures, in a scenario's words. */
export interface Measured {
  /** `metric` of a check: a built-in name, or the id of `custom`. */
  readonly metric: string;
  /** `of` of a check. */
  readonly of: "candidate" | "stable" | "all";
  /** `window` of a check; null: whatever the manifest says elsewhere, or the monitor's. */
  readonly window: Seconds | null;
  /** The manifest's numbers times this are ours: 0.01 for percent, 0.001 for milliseconds. */
  readonly scale: number;
  /** An entry of `monitor.metrics` that `metric` names; null for a built-in one. */
  readonly custom: Fields | null;
  /** How it was understood, for the report: "success rate of the canary, over 5m (Istio)". */
  readonly says: string;
}
