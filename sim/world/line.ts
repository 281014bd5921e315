/** Requests that wait for a place, first come first served: a ring of slots. One that leaves out of turn leaves a gap. */
export class Line {
  #slots = new Int32Array(1024);
  #head = 0;
  #tail = 0;

  /** The first in it. */
  get first(): number {
    return this.#slots[this.#head & (this.#slots.length - 1)]!;
  }

  /** @returns its place, for `drop` */
  push(slot: number): number {
    if (this.#tail - this.#head === this.#slots.length) this.#grow();
    this.#slots[this.#tail & (this.#slots.length - 1)] = slot;
    return this.#tail++;
  }

  shift(): number {
    for (;;) {
      const slot = this.#slots[this.#head++ & (this.#slots.length - 1)]!;
      if (slot >= 0) return slot;
    }
  }

  drop(place: number): void {
    this.#slots[place & (this.#slots.length - 1)] = -1;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    for (let i = this.#head; i < this.#tail; i++)
      slots[i & (slots.length - 1)] = this.#slots[i & (this.#slots.length - 1)]!;
    this.#slots = slots;
  }
}
