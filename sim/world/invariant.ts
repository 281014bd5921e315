/** Our own mistake, never a user's: positively phrased, kept on in production. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) broken(what);
}

/** The same, for hot paths that make the sentence only when it is needed. */
export function broken(what: string): never {
  throw new Error(`broken invariant: ${what}`);
}
