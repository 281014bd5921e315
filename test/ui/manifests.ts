// The manifests the page offers to try.
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../scenarios/manifests/", import.meta.url);

export const manifestNames = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => name.replace(/\.yaml$/, ""));

export function manifestText(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, folder), "utf8");
}
