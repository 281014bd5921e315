// The routes a canary sets beside its weights, by name, until a step removes them or the rollout is over: some segments' requests
// all go to the candidate (a header route), or are copied to it (a mirror route).
import { percent } from "../judges/wording.ts";
import type { Share } from "../scenario/types.ts";
import { segmentsOf, type Matched } from "./matched.ts";
import type { Actions, Plan } from "./types.ts";
import { split } from "./weights.ts";

/** Without a match it removes the route of that name. */
export interface HeaderRoute {
  readonly name: string;
  readonly match: readonly string[] | null;
}

export interface MirrorRoute {
  readonly name: string;
  readonly match: readonly string[] | "all" | null;
  readonly share: Share;
}

export interface Routes {
  /** @param live  the candidate's share of the rest of the traffic */
  header(route: HeaderRoute, live: Share, step: number, act: Actions): void;
  mirror(route: MirrorRoute, act: Actions): void;
  /** The rollout is over, and with it all routes. */
  clear(act: Actions): void;
}

/** @param router  of a canary with header routes */
export function routes(plan: Plan, router: Matched | undefined): Routes {
  const { id } = plan.versions[plan.candidate]!;
  const headers = new Map<string, readonly string[]>();
  const mirrors = new Map<string, MirrorRoute>();

  const copy = (why: string, act: Actions) => {
    const all = [...mirrors.values()];
    const share = Math.max(0, ...all.map((route) => route.share));
    const everybody = all.some(({ match }) => match === "all");
    const matches = all.flatMap(({ match }) => (typeof match === "object" ? (match ?? []) : []));
    const segments = everybody || all.length === 0 ? undefined : segmentsOf(matches, plan);
    act.mirror(plan.candidate, share, why, segments);
  };

  return {
    header({ name, match }, live, step, act) {
      if (match === null) headers.delete(name);
      else headers.set(name, match);
      router?.match(segmentsOf([...headers.values()].flat(), plan));
      const reason =
        match === null
          ? `route ${name} is removed: weights alone decide`
          : `all requests of ${match.join(" and ")} to ${id}, by route ${name}`;
      act.route(split(live, plan), reason, step);
    },

    mirror(route, act) {
      const { name, match, share } = route;
      if (match === null) mirrors.delete(name);
      else mirrors.set(name, route);
      const whose = match === "all" ? "the requests" : `the requests of ${match?.join(" and ")}`;
      const reason =
        match === null
          ? `route ${name} is removed: nothing is copied by it any more`
          : `${percent(share)} of ${whose} copied to ${id}, by route ${name}`;
      copy(reason, act);
    },

    clear(act) {
      headers.clear();
      router?.match([]);
      if (mirrors.size === 0) return;
      mirrors.clear();
      copy(`the rollout is over: nothing is copied to ${id} any more`, act);
    },
  };
}
