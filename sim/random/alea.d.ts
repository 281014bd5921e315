// The true shape of seedrandom's alea, which @types/seedrandom describes only as a property of the main module.
declare module "seedrandom/lib/alea.js" {
  /** The four numbers of the generator: three fractions in [0, 1) and a carry. */
  export interface AleaState {
    s0: number;
    s1: number;
    s2: number;
    c: number;
  }

  export interface Alea {
    /** Uniform in [0, 1), 32 bits. */
    (): number;
    /** Uniform in [0, 1), 53 bits: takes two draws. */
    double(): number;
    /** A signed 32-bit integer: takes one draw. */
    int32(): number;
    /** The same as the call itself. */
    quick(): number;
  }

  export interface StatefulAlea extends Alea {
    /** A copy of the state. */
    state(): AleaState;
  }

  export default function alea(seed: string, options: { state: true | AleaState }): StatefulAlea;
  export default function alea(seed: string): Alea;
}
