// Luck of what is counted, by time: whoever stands alike at a moment meets the same counts from there on, whatever came before. So
// strategies on one seed stay comparable, as they are where every request has its own fate.
import type { Uniform } from "../random/binomial.ts";
import { drawAt, mixed, salts, type Salts } from "../random/streams.ts";
import type { Seconds } from "../scenario/types.ts";

export interface LuckByTime {
  /** Draws from now on belong to `lane` of the stretch that begins at `from`: a lane's draws shift no other's. */
  turn(from: Seconds, lane: number): void;
  readonly draw: Uniform;
}

const time = new Float64Array(1);
const halves = new Int32Array(time.buffer);

export function luckByTime(seed: number, name: string): LuckByTime {
  const base: Salts = salts(seed, name);
  const lane: Salts = new Int32Array(2);
  let n = 0;
  return {
    turn(from, number) {
      time[0] = from;
      const place = mixed(mixed(halves[0]! ^ base[0]!) ^ halves[1]!);
      lane[0] = mixed(place ^ number);
      lane[1] = mixed((place + base[1]!) ^ (number << 16));
      n = 0;
    },
    draw: () => drawAt(lane, n++),
  };
}
