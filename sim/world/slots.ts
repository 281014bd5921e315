// Numbered places for things under way, in arrays that double when all are taken.

/** Slots that are free, as a stack: the lowest on top. */
export function freeSlots(from: number, to: number): Int32Array {
  const free = new Int32Array(to);
  for (let slot = to - 1, i = 0; slot >= from; slot--) free[i++] = slot;
  return free;
}

/** `to`, with what `array` holds. */
export function widened<A extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  array: A,
  to: A,
): A {
  to.set(array as never);
  return to;
}
