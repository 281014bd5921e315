// A name for plain data: the same for equal data, on any machine.
import { createHash } from "node:crypto";

/** SHA-256 in hex. Keys count in the order they are written; the times of a trace count by their bits. */
export function contentHash(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    inner instanceof Float64Array ? bitsHash(inner) : inner,
  );
  return createHash("sha256").update(text).digest("hex");
}

function bitsHash(numbers: Float64Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}
