// Whether something built is older than what it was built from.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** True when `built` is missing, or older than any file of `sources` (files and folders). */
export function isStale(built: string, sources: string[]): boolean {
  const at = statSync(built, { throwIfNoEntry: false })?.mtimeMs;
  return at === undefined || sources.some((source) => newest(source) > at);
}

function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  // The folder's own time moves when a file in it goes away.
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    stat.mtimeMs,
  );
}
