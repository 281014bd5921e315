// Requests beside the live ones: copies of them (mirrored traffic) and synthetic ones (load generators). They load pods and
// enter metrics, and are in no figure of the run.
import type { Seconds, Share } from "../scenario/types.ts";
import type { VersionIndex } from "../strategies/types.ts";

/** Copies of live requests, to one version. */
export interface Mirror {
  readonly version: VersionIndex;
  readonly share: Share;
  /** Whose requests; null: everybody's. */
  readonly segments: readonly number[] | null;
}

/** Synthetic requests at equal intervals: the n-th comes at `since + n / perSecond`. */
export interface Load {
  readonly target: VersionIndex | "split";
  readonly perSecond: number;
  readonly since: Seconds;
}

export class Side {
  mirrors: readonly Mirror[] = [];
  loads: readonly Load[] = [];

  mirror(version: VersionIndex, share: Share, segments?: readonly number[]): void {
    const others = this.mirrors.filter((mirror) => mirror.version !== version);
    this.mirrors = share > 0 ? [...others, { version, share, segments: segments ?? null }] : others;
  }

  load(target: VersionIndex | "split", perSecond: number, now: Seconds): void {
    const others = this.loads.filter((load) => load.target !== target);
    this.loads = perSecond > 0 ? [...others, { target, perSecond, since: now }] : others;
  }
}
