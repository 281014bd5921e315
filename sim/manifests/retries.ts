// A mesh's retry policy -> `traffic.retries`. Which failures are sent again is said in Envoy's words.
import type { Fields } from "../scenario/document.ts";
import { MAX_RETRIES } from "../scenario/limits.ts";
import { at, text, whole, written } from "./spot.ts";
import type { Desk, Spot } from "./types.ts";

/** What each of Envoy's conditions sends again; an application's own error is a 500. Source: Envoy, x-envoy-retry-on. */
const CONDITIONS: Readonly<Record<string, readonly string[]>> = {
  "5xx": ["error", "refused", "timeout"],
  "gateway-error": ["refused", "timeout"],
  reset: ["refused"],
  "reset-before-request": ["refused"],
  "connect-failure": ["refused"],
  "envoy-ratelimited": [],
  "retriable-4xx": [],
  "refused-stream": ["refused"],
  "retriable-status-codes": [],
  "retriable-headers": [],
  cancelled: [],
  "deadline-exceeded": ["timeout"],
  internal: ["error"],
  "resource-exhausted": ["refused"],
  unavailable: ["refused"],
  "500": ["error"],
  "502": ["refused"],
  "503": ["refused"],
  "504": ["timeout"],
};
/** Istio's, when retryOn is not said. */
const DEFAULT = "connect-failure,refused-stream,unavailable,cancelled,503";

/** null when nothing is retried. */
export function readRetries(desk: Desk, spot: Spot): Fields | null {
  const attempts = whole(desk, at(spot, "attempts")) ?? 0;
  if (!written(spot) || attempts === 0) return null;
  const conditions = (text(desk, at(spot, "retryOn")) ?? DEFAULT)
    .split(",")
    .map((one) => one.trim());
  const on = ["error", "refused", "timeout"].filter((failure) =>
    conditions.some((one) => Object.hasOwn(CONDITIONS, one) && CONDITIONS[one]!.includes(failure)),
  );
  const where = written(at(spot, "retryOn")) ? at(spot, "retryOn") : at(spot, "attempts");
  if (on.length === 0) {
    desk.mark(where, "ignored", "none of these conditions is a failure that happens here");
    return null;
  }
  const apart = on.includes("error") ? "" : "; an application's own errors are not";
  desk.mark(where, "modelled", `traffic.retries.on: ${on.join(", ")} are sent again${apart}`);
  if (attempts > MAX_RETRIES)
    desk.mark(at(spot, "attempts"), "modelled", `traffic.retries.attempts: at most ${MAX_RETRIES}`);
  return { attempts: Math.min(attempts, MAX_RETRIES), on };
}
