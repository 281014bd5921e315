// A name for a survey: equal for equal surveys, on any machine.
import { createHash } from "node:crypto";
import type { Survey } from "../sim/odds/types.ts";

/** SHA-256 in hex of all that its runs depend on, engine aside. */
export function surveyHash(survey: Survey): string {
  return hashOf(survey);
}

/** SHA-256 in hex of plain data; the times of a trace count by their bits. */
export function hashOf(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    inner instanceof Float64Array
      ? createHash("sha256")
          .update(new Uint8Array(inner.buffer, inner.byteOffset, inner.byteLength))
          .digest("hex")
      : inner,
  );
  return createHash("sha256").update(text).digest("hex");
}
