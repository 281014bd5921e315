// The words of a scenario made certain.
import type { Scenario } from "../scenario/types.ts";

/** A number that was drawn for a run. */
export interface Drawn {
  /**
   * Its place in the scenario: `versions[1].errorRate`, a share; `versions[1].latency.choice`, the index of the one drawn;
   * `incidents[0]`, how many began.
   */
  readonly path: string;
  readonly value: number;
}

/** A scenario as one seed has it. */
export interface Realized {
  /** Certain: priors are values, noise and incidents are changes. */
  readonly scenario: Scenario;
  /** Certain too, with priors drawn and nothing else: the candidate as it was built, in the weather that was written. */
  readonly intrinsic: Scenario;
  /** Empty for a certain scenario. The same paths, in the same order, for every seed. */
  readonly drawn: readonly Drawn[];
}
