/** Requests that wait for a place, first come first served: a ring of slots. One that leaves out of turn leaves a gap. */
export class Line {
  #slots = new Int32Array(1024);
  #head = 0;
  #tail = 0;

  /** The first in it. */
  get first(): number {
    return this.#slots[this.#head & (this.#slots.length - 1)]!;
  }

  /** How many it has places for. */
  get room(): number {
    return this.#slots.length;
  }

  /** @returns its place, for `drop` */
  push(slot: number): number {
    if (this.#tail - this.#head === this.#slots.length) this.#grow();
    this.#slots[this.#tail & (this.#slots.length - 1)] = slot;
    return this.#tail++;
  }

  shift(): number {
    const slot = this.first;
    this.#head++;
    while (this.#head < this.#tail && this.first < 0) this.#head++;
    return slot;
  }

  /** Out of turn. A line that nobody is let in from must not grow with those who gave up: its head goes past gaps. */
  drop(place: number): void {
    this.#slots[place & (this.#slots.length - 1)] = -1;
    while (this.#head < this.#tail && this.first < 0) this.#head++;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    for (let i = this.#head; i < this.#tail; i++)
      slots[i & (slots.length - 1)] = this.#slots[i & (this.#slots.length - 1)]!;
    this.#slots = slots;
  }
}
