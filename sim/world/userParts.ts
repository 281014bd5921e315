// How many users' luck in routing lies below an edge, where nobody's own is drawn: revealed edge by edge, and never contradicted.
import { binomial, type Uniform } from "../random/binomial.ts";
import type { Share } from "../scenario/types.ts";

/** An edge that was asked for, and how many of the users lie below it. */
interface Known {
  readonly edge: Share;
  readonly below: number;
}

/**
 * @param users   how many there are, each with a uniform luck of their own
 * @returns how many lie below an edge in [0, 1]: between two that are known a binomial, as order statistics are
 */
export function userParts(users: number): (edge: Share, random: Uniform) => number {
  const known: Known[] = [
    { edge: 0, below: 0 },
    { edge: 1, below: users },
  ];
  return (edge, random) => {
    const place = known.findIndex((each) => each.edge >= edge);
    if (place < 0) return users;
    const above = known[place]!;
    if (above.edge === edge) return above.below;
    const under = known[place - 1]!;
    const chance = (edge - under.edge) / (above.edge - under.edge);
    const below = under.below + binomial(above.below - under.below, chance, random);
    known.splice(place, 0, { edge, below });
    return below;
  };
}
