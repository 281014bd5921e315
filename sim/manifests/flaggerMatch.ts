// The conditions of an A/B test: requests that match one of them meet the candidate. Each is a segment of users, whose share no
// manifest says.
import { entries, list } from "./spot.ts";
import { idText } from "./scenario.ts";
import type { Desk, Spot } from "./types.ts";

export interface Match {
  /** Ids for `traffic.segments`. */
  readonly segments: readonly string[];
  /** What a request that matches holds: "type=insider". */
  readonly words: readonly string[];
}

/** More conditions than anybody writes are one segment each up to here; a scenario has no more. */
const MOST = 32;

export function readMatch(desk: Desk, spot: Spot): Match {
  const segments: string[] = [];
  const words: string[] = [];
  for (const [i, condition] of list(desk, spot).slice(0, MOST).entries()) {
    const found = entries(condition).flatMap(([, by]) => entries(by).flatMap(wordOf));
    words.push(...found.map(({ word }) => word));
    const { key, word } = found[0] ?? { key: "matched", word: String(i + 1) };
    const id = idText(`${key}-${word}`, `matched-${i + 1}`).slice(0, 60);
    if (!segments.includes(id)) segments.push(id);
  }
  return { segments, words };
}

/** The longest piece of plain text in a condition's pattern: of `^(.*?;)?(type=insider)(;.*)?$`, type=insider. */
function wordOf([key, condition]: [string, Spot]): { key: string; word: string }[] {
  const patterns = entries(condition).map(([, { value }]) => value);
  const written = typeof condition.value === "string" ? [condition.value] : patterns;
  const pieces = written.flatMap((pattern) =>
    typeof pattern === "string" ? (pattern.slice(0, 1000).match(/[\w=-]{2,}/g) ?? []) : [],
  );
  if (pieces.length === 0) return [];
  return [{ key, word: pieces.reduce((a, b) => (b.length > a.length ? b : a)) }];
}
