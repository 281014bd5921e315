// The files of the project as they lie in the folder, without what .gitignore leaves out: no git is needed to read them.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

const ignored = new Set([
  ".git",
  ...readFileSync(join(root, ".gitignore"), "utf8")
    .split("\n")
    .map((line) => line.replace(/\/$/, "")),
]);

/** Paths from the root, with forward slashes, sorted. */
export function files(folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name) && !entry.name.endsWith(".tgz"))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      return entry.isDirectory() ? files(path) : [path];
    })
    .sort();
}

export const read = (path: string): string => readFileSync(join(root, path), "utf8");
