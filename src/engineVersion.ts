// Which engine this is: two of one version give the same bits. A version number alone would not tell: a checkout changes between two.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { packageFolder } from "./cli/packageFolder.ts";

/** Characters of the hash that are told: enough that no two engines share them by chance. */
const TOLD = 12;

/** Beside a built program: the version of the sources it was built from. So a checkout and its package are one engine. */
export const VERSION_FILE = "engine.txt";

let known: string | undefined;

/** "1.2.3+0123456789ab": the package's version, and a hash of what the engine is made of. Read once. */
export function engineVersion(): string {
  const isCheckout = import.meta.filename.endsWith(".ts");
  return (known ??= isCheckout
    ? versionOfSources()
    : readFileSync(path.join(import.meta.dirname, VERSION_FILE), "utf8"));
}

function versionOfSources(): string {
  const folder = packageFolder();
  const { version, dependencies } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8"),
  ) as { version: string; dependencies: unknown };
  const hash = createHash("sha256").update(JSON.stringify(dependencies));
  const sim = path.join(folder, "sim");
  for (const file of filesOf(sim, ".ts"))
    hash.update(`\n${file}\n`).update(readFileSync(path.join(sim, file)));
  return `${version}+${hash.digest("hex").slice(0, TOLD)}`;
}

/** Names below `folder`, in an order that no file system decides. */
function filesOf(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => name.replaceAll(path.sep, "/"))
    .toSorted();
}
