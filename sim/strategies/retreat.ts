// Going back from a canary whose traffic is routed. Where stable kept its full fleet all traffic goes back at once; with
// `dynamicStableScale` as much as stable's available pods can take, and its other pods have to start first.
import { plural } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { DELAY, type Departures } from "./departures.ts";
import type { PodGroup } from "./podGroup.ts";
import { podsBehind } from "./replicas.ts";
import type { Actions } from "./types.ts";

export interface Retreat {
  /** What the candidate must keep of its share `live`. */
  bears(live: Share): Share;
  /** Asks for stable's pods, and lets the candidate's go: to be called at the abort, and at every wake after it. */
  look(live: Share, now: Seconds, act: Actions): void;
}

export interface Terms {
  readonly dynamic: boolean;
  readonly minPods: number;
  /** 0: the candidate's pods stay. Left out: 30 s, or with `dynamic` as its traffic leaves. */
  readonly abortScaleDownDelay?: Seconds | undefined;
}

export function retreat(
  stable: PodGroup,
  candidate: PodGroup,
  { dynamic, minPods, abortScaleDownDelay: asked }: Terms,
  leaving: Departures,
): Retreat {
  const delay = asked ?? (dynamic ? 0 : DELAY);
  let released = delay === 0;
  return {
    bears(live) {
      if (!dynamic) return 0;
      const whole = Math.floor((100 * stable.available()) / stable.full); // the controller counts in percents
      return Math.min(live, (100 - whole) / 100);
    },
    look(live, now, act) {
      if (dynamic) {
        const { id, full } = stable;
        stable.ask(full, `all ${plural(full, "pod")} of ${id}, to go back to`, act);
      }
      if (dynamic && asked === undefined) {
        const kept = podsBehind(live, candidate.full, minPods);
        const why = `${plural(kept, "pod")} of ${candidate.id} for what traffic it still has`;
        if (kept < candidate.asked()) candidate.ask(kept, why, act);
      }
      if (released || stable.available() < stable.full) return;
      released = true;
      if (candidate.asked() > 0) leaving.schedule(candidate.version, now, now + delay);
    },
  };
}
