// Which requests of a run succeeded, a bit each: 12.5 MB for 1e8. The paired run in which nothing is rolled out leaves one
// when its version has pods, for a queue's verdict cannot be read off a fate.

const CHUNK_BITS = 20; // in pieces, so that growing never copies

export class Outcomes {
  readonly #chunks: Uint32Array[] = [];

  succeed(request: number): void {
    const at = request >>> CHUNK_BITS;
    while (this.#chunks.length <= at) this.#chunks.push(new Uint32Array(1 << (CHUNK_BITS - 5)));
    this.#chunks[at]![(request >>> 5) & ((1 << (CHUNK_BITS - 5)) - 1)]! |= 1 << (request & 31);
  }

  succeeded(request: number): boolean {
    const chunk = this.#chunks[request >>> CHUNK_BITS];
    return (
      chunk !== undefined &&
      (chunk[(request >>> 5) & ((1 << (CHUNK_BITS - 5)) - 1)]! & (1 << (request & 31))) !== 0
    );
  }
}
