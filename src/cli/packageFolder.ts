// Where the tool is installed: its sources, or what was built from them, lie below the folder of its package.json.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The nearest folder upwards with a package.json. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, "package.json"))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error("the tool's package.json is not above its program");
    folder = above;
  }
  return folder;
}

/** "1.2.3" */
export function packageVersion(): string {
  const text = readFileSync(path.join(packageFolder(), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
