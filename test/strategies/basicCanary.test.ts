// Pods of a canary without a router, held against Argo Rollouts' controller written down a second time: as it looks, once and
// again, each look from what there is, until nothing changes. Ours says at once where that ends.
import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bounds, podsFor, replace, type Amount } from "../../sim/strategies/replicas.ts";

interface Pods {
  readonly asked: number;
  readonly available: number;
}
interface Fleet {
  readonly canary: Pods;
  readonly stable: Pods;
}
interface Rules {
  readonly goals: { readonly candidate: number; readonly stable: number };
  /** Pods in all, at most; available ones, at least. */
  readonly most: number;
  readonly least: number;
}
type Asked = readonly [canary: number, stable: number];

/**
 * One look of the controller. Stable grows before the canary, both within the surge. Then one of them shrinks, as far as enough
 * pods stay available: of the one that shrinks all that are asked for count, of the other only those available.
 */
function look({ canary, stable }: Fleet, { goals, most, least }: Rules): Asked {
  let room = Math.max(0, most - canary.asked - stable.asked);
  const grow = (asked: number, goal: number) => {
    const more = Math.max(0, Math.min(room, goal - asked));
    room -= more;
    return asked + more;
  };
  const kept = grow(stable.asked, goals.stable);
  const grown = grow(canary.asked, goals.candidate);
  const forward = goals.candidate >= canary.asked;
  const [stays, leaves] = forward ? [canary, stable] : [stable, canary];
  const spare = Math.min(stays.asked, stays.available) + leaves.asked - least;
  if (spare <= 0) return [grown, kept];
  const shrink = (pods: Pods, goal: number, asked: number) =>
    pods.asked > goal ? Math.max(goal, pods.asked - spare) : asked;
  return forward
    ? [grown, shrink(stable, goals.stable, kept)]
    : [shrink(canary, goals.candidate, grown), kept];
}

/** What is asked for in the end, if no pod becomes available meanwhile. */
function settled(fleet: Fleet, rules: Rules): Fleet {
  const [canary, stable] = look(fleet, rules);
  if (canary === fleet.canary.asked && stable === fleet.stable.asked) return fleet;
  return settled(asking(fleet, [canary, stable]), rules);
}

/** Pods that are no longer asked for are no longer available. */
function asking({ canary, stable }: Fleet, [c, s]: Asked): Fleet {
  return {
    canary: { asked: c, available: Math.min(canary.available, c) },
    stable: { asked: s, available: Math.min(stable.available, s) },
  };
}

const arrived = ({ canary, stable }: Fleet): Fleet => ({
  canary: { asked: canary.asked, available: canary.asked },
  stable: { asked: stable.asked, available: stable.asked },
});

/** Ours, in one move. */
function moved(fleet: Fleet, { goals, most, least }: Rules, full: number): Fleet {
  const { canary, stable } = fleet;
  const limits = { full, most, least, worth: 1 };
  if (canary.asked < goals.candidate || stable.asked > goals.stable) {
    const growing = { ...canary, goal: goals.candidate };
    const next = replace(growing, { ...stable, goal: goals.stable }, limits);
    return asking(fleet, [next.growing, next.shrinking]);
  }
  const growing = { ...stable, goal: goals.stable };
  const next = replace(growing, { ...canary, goal: goals.candidate }, limits);
  return asking(fleet, [next.shrinking, next.growing]);
}

const percent = fc.integer({ min: 0, max: 100 });
const amount: fc.Arbitrary<Amount> = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((pods) => ({ pods })),
  percent.map((p) => ({ share: p / 100 })),
);

test("the same pods as Argo's controller asks for, stage by stage, there and back", () => {
  const weights = fc.array(percent, { minLength: 1, maxLength: 4 });
  const fleet = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(
      fleet,
      amount,
      amount,
      weights,
      fc.constantFrom(0, 100),
      (full, surge, unavailable, weights, end) => {
        const { most, least } = bounds(full, surge, unavailable);
        let theirs: Fleet = {
          canary: { asked: 0, available: 0 },
          stable: { asked: full, available: full },
        };
        let ours = theirs;
        for (const weight of [...weights, end]) {
          const rules = { goals: podsFor(weight / 100, full, most > full), most, least };
          for (let stage = 0; stage <= 2 * full; stage++) {
            theirs = settled(theirs, rules);
            ours = moved(ours, rules, full);
            expect(ours).toEqual(theirs);
            [theirs, ours] = [arrived(theirs), arrived(ours)];
          }
          expect([theirs.canary.asked, theirs.stable.asked]).toEqual([
            rules.goals.candidate,
            rules.goals.stable,
          ]);
        }
      },
    ),
    { numRuns: 500 },
  );
});
