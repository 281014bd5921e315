// A plan of one's own (manifests, or a scenario), and the few characters it takes in an address: deflate, then base64url. fflate and
// not the platform's CompressionStream, because an address is read and written at once, not some time later, and because the same
// text must make the same link in every browser, or opening a link would change it.
import { deflateSync, inflateSync, strFromU8 } from "fflate";

export interface Plan {
  /** Manifests as YAML or JSON, or a scenario as JSON: as it was pasted. */
  readonly text: string;
  /** What a person said that metrics measure, by their names: `--metric NAME=errorRate` at the command line. */
  readonly metrics: Readonly<Record<string, string>>;
}

export const emptyPlan: Plan = { text: "", metrics: {} };

/** Bytes of a plan's text that a link may unpack to: as much as an import reads. */
const MAX_BYTES = 1_000_000;
/** Characters a packed plan may take: some 100 kB of YAML, and short enough for mail and chat. */
export const MAX_PACKED = 32_000;

/** Of what comes from outside of this page's code: another version of it may have written it. */
export function isPlan(value: unknown): value is Plan {
  if (typeof value !== "object" || value === null) return false;
  const { text, metrics } = value as Partial<Plan>;
  if (typeof text !== "string" || typeof metrics !== "object" || metrics === null) return false;
  return Object.values(metrics).every((measures) => typeof measures === "string");
}

export function samePlan(a: Plan | null, b: Plan | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.text !== b.text) return false;
  const names = Object.keys(a.metrics);
  return (
    names.length === Object.keys(b.metrics).length &&
    names.every((name) => Object.hasOwn(b.metrics, name) && a.metrics[name] === b.metrics[name])
  );
}

const known = new WeakMap<Plan, string | null>();

/** A plan's text for a link; null when that would be too long. */
export function packed(plan: Plan): string | null {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const now = pack(plan.text);
  known.set(plan, now);
  return now;
}

function pack(text: string): string | null {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MAX_BYTES) return null;
  const deflated = deflateSync(bytes, { level: 9 });
  if (deflated.length > MAX_PACKED) return null;
  const base64 = btoa(strFromU8(deflated, true)).replace(/=+$/, "");
  return base64.length > MAX_PACKED ? null : base64.replaceAll("+", "-").replaceAll("/", "_");
}

/** The text that was packed; null when nothing was, or more than a link may carry. Never needs more memory than the longest text. */
export function unpacked(link: string): string | null {
  if (link === "" || link.length > MAX_PACKED || !/^[\w-]+$/.test(link)) return null;
  try {
    const base64 = atob(link.replaceAll("-", "+").replaceAll("_", "/"));
    const deflated = Uint8Array.from(base64, (byte) => byte.charCodeAt(0));
    // What does not fit is dropped, not grown for: one byte too many tells.
    const bytes = inflateSync(deflated, { out: new Uint8Array(MAX_BYTES + 1) });
    if (bytes.length > MAX_BYTES) return null;
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
