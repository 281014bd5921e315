/** Our own mistake, never a user's: positively phrased, kept on in production. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${what}`);
}
