// A step of a canary: pods of both versions beside the rollout's own for a while, with checks and, if wanted, traffic. As Argo
// Rollouts' Experiment.
import { startAnalysis, type Analysis, type Gate } from "../judges/analysis.ts";
import type { CheckConfig } from "../judges/check.ts";
import { duration } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { deadline } from "./deadline.ts";
import type { Lever, Loan } from "./lever.ts";
import type { Phase } from "./phases.ts";

export interface Experiment {
  /** From when its pods are available; null: until its checks have passed. */
  readonly duration: Seconds | null;
  readonly templates: readonly {
    readonly name: string;
    readonly version: "stable" | "candidate";
    readonly pods: number;
    readonly weight: Share;
  }[];
  readonly checks: readonly CheckConfig[];
  /** Whether it ends as soon as its checks have passed. */
  readonly requiredForCompletion: boolean;
}

/** What an experiment adds, template by template. */
export function loanOf({ templates }: Pick<Experiment, "templates">): Loan {
  const sum = (version: "stable" | "candidate", key: "pods" | "weight") =>
    templates.reduce((all, of) => (of.version === version ? all + of[key] : all), 0);
  return {
    candidatePods: sum("candidate", "pods"),
    stablePods: sum("stable", "pods"),
    // What a stable template takes it takes from stable: the same version serves it.
    weight: sum("candidate", "weight"),
  };
}

/**
 * Waits for its pods, then for its duration, or for its checks. Pods that make no progress for `progressDeadline` abort the
 * rollout: upstream an experiment that is too late has failed.
 */
export function experimenting(
  experiment: Experiment,
  gates: readonly Gate[],
  lever: Lever,
  progressDeadline: Seconds,
  step: number,
  now: Seconds,
): Phase {
  const name = `experiment ${experiment.templates.map((template) => template.name).join(", ")}`;
  const loan = loanOf(experiment);
  const late = deadline(progressDeadline, true, now, () => lever.standing());
  let analysis: Analysis | undefined; // once its pods are there
  let endsAt = Infinity;
  return {
    due: () => (analysis === undefined ? late.due() : Math.min(analysis.due, endsAt)),
    look(now, monitor, act) {
      if (analysis === undefined) {
        if (!lever.borrow(loan, name, step, act)) return late.look(now, act) ?? false;
        analysis = startAnalysis(gates, now);
        endsAt = now + (experiment.duration ?? Infinity);
      }
      analysis.measure(monitor, act);
      const { verdict } = analysis;
      if (verdict === "inconclusive") lever.giveBack(`${name} is inconclusive`, step, act);
      if (verdict !== undefined && verdict !== "successful") return analysis;
      const passed = experiment.requiredForCompletion && verdict === "successful";
      if (!passed && now < endsAt) return false;
      const why = passed ? analysis.reason : `its ${duration(experiment.duration ?? 0)} are over`;
      lever.giveBack(`${name} has ended: ${why}`, step, act);
      return true;
    },
    approve(now) {
      analysis = undefined;
      late.restart(now);
    },
  };
}
