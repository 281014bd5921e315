// Who was harmed, who met more than one version, who was sent back, who is enrolled in an experiment: a few bits a user.
import type { VersionIndex } from "../strategies/types.ts";
import type { ExposureLog } from "../world/exposures.ts";

/** In `met`: the user is not enrolled yet. Versions are fewer than 128. */
const UNENROLLED = 128;

const NOBODY = new Uint32Array(0);
const bits = (users: number) => (users === 0 ? NOBODY : new Uint32Array((users + 31) >> 5));

/** Sets a bit; true when it was not set before. */
function mark(set: Uint32Array, i: number): boolean {
  const bit = 1 << (i & 31);
  if ((set[i >> 5]! & bit) !== 0) return false;
  set[i >> 5]! |= bit;
  return true;
}

export class People {
  /**
   * The version each user met last, plus one; 0 for none yet. Read by the loops: `if (met[user] !== v + 1) meet(user, v)`, which
   * one who is not enrolled yet fails as well.
   */
  readonly met: Uint8Array;
  readonly harmed: Uint32Array;
  readonly switched: Uint32Array;
  readonly returned: Uint32Array;
  harmedRequests = 0;
  sparedRequests = 0;
  harmedUsers = 0;
  switchedUsers = 0;
  returnedUsers = 0;
  /** Users enrolled by version, as far as the experiment's log heard of it. All 0 as long as nobody enrolls. */
  readonly enrolled: Int32Array;
  /** By user: the versions it has left, a bit each, 32 versions a word. Made when the first user switches. */
  #left: Uint32Array | null = null;
  readonly #words: number;
  readonly #log: Pick<ExposureLog, "hears">;

  constructor(users: number, versions: number, log: Pick<ExposureLog, "hears">) {
    this.#log = log;
    this.enrolled = new Int32Array(versions);
    this.met = new Uint8Array(users);
    this.harmed = bits(users);
    this.switched = bits(users);
    this.returned = bits(users);
    this.#words = (versions + 31) >> 5;
  }

  /** From now on each user is enrolled in the version that serves their next request, anew if they were. */
  enroll(): void {
    this.enrolled.fill(0);
    for (let user = 0; user < this.met.length; user++) this.met[user]! |= UNENROLLED;
  }

  /** A user meets a version other than the last one it met, or is not enrolled yet. */
  meet(user: number, version: VersionIndex): void {
    const before = this.met[user]!;
    const last = (before & ~UNENROLLED) - 1;
    this.met[user] = version + 1;
    if ((before & UNENROLLED) !== 0 && this.#log.hears(user, version)) this.enrolled[version]!++;
    if (last < 0 || last === version) return;
    if (mark(this.switched, user)) this.switchedUsers++;
    this.#left ??= new Uint32Array(this.met.length * this.#words);
    const from = user * this.#words;
    if (
      (this.#left[from + (version >> 5)]! & (1 << (version & 31))) !== 0 &&
      mark(this.returned, user)
    )
      this.returnedUsers++;
    this.#left[from + (last >> 5)]! |= 1 << (last & 31);
  }

  harm(user: number): void {
    this.harmedRequests++;
    if (mark(this.harmed, user)) this.harmedUsers++;
  }
}
