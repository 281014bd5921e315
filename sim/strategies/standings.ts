// Where the tests behind a rollout's checks stand, for whoever draws them: what checks log is overheard on its way.
import type { Standing } from "../results/types.ts";
import type { Actions } from "./types.ts";

export interface Standings {
  /** By the check's name: where it stood when it was last measured. */
  readonly all: Readonly<Record<string, Standing>>;
  /** The same actions, overheard. */
  overhearing(act: Actions): Actions;
}

export function standings(): Standings {
  const all: Record<string, Standing> = {};
  return {
    all,
    overhearing: (act) => ({
      ...act,
      check(measure, reason) {
        if (measure.standing !== undefined) all[measure.name] = measure.standing;
        act.check(measure, reason);
      },
    }),
  };
}
