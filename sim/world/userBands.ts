// Users in the order of their luck in routing, where nobody's own is drawn: how many lie below an edge, and how many of them were
// harmed, revealed edge by edge and never contradicted. Who lies between two edges that were asked for was always served alike, so
// that any of them may be the ones that were harmed.
import { binomial, type Uniform } from "../random/binomial.ts";
import { hypergeometric } from "../random/hypergeometric.ts";
import { newFaces } from "../random/occupancy.ts";
import type { Share } from "../scenario/types.ts";

/** From the band before it to an edge that was asked for. */
interface Band {
  readonly edge: Share;
  /** Users below the edge. */
  readonly below: number;
  harmed: number;
}

export interface UserBands {
  /** @returns how many lie below an edge in [0, 1]: between two that are known a binomial, as order statistics are */
  below(edge: Share, random: Uniform): number;
  /**
   * Requests of the users from one place in the order to before another, each by any of them, harm whoever sent them.
   * @param from  how many lie below the one edge, as `below` said; `to` the other
   * @returns how many users were harmed that had not been
   */
  harm(requests: number, from: number, to: number, random: Uniform): number;
}

/** @param users  how many there are, each with a uniform luck of their own */
export function userBands(users: number): UserBands {
  const bands: Band[] = [
    { edge: 0, below: 0, harmed: 0 },
    { edge: 1, below: users, harmed: 0 },
  ];
  return {
    below(edge, random) {
      const place = bands.findIndex((band) => band.edge >= edge);
      if (place < 0) return users;
      const above = bands[place]!;
      if (above.edge === edge) return above.below;
      const under = bands[place - 1]!;
      const size = above.below - under.below;
      const part = binomial(size, (edge - under.edge) / (above.edge - under.edge), random);
      const harmed = hypergeometric(size, above.harmed, part, random);
      above.harmed -= harmed;
      bands.splice(place, 0, { edge, below: under.below + part, harmed });
      return under.below + part;
    },
    harm(requests, from, to, random) {
      let met = 0;
      let start = from;
      let left = requests;
      for (let i = 0; left > 0 && i < bands.length; i++) {
        const band = bands[i]!;
        if (band.below <= start) continue;
        const size = band.below - start;
        const sent = band.below >= to ? left : binomial(left, size / (to - start), random);
        const fresh = newFaces(sent, size - band.harmed, size, random);
        band.harmed += fresh;
        met += fresh;
        left -= sent;
        start = band.below;
      }
      return met;
    },
  };
}
