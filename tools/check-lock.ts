// Fails when package-lock.json would not install the same everywhere: when it names a host, lacks an integrity hash, lacks
// another platform's optional package, or when package.json does not pin exact versions.
import { readFileSync } from "node:fs";

interface Locked {
  resolved?: string;
  link?: boolean;
  inBundle?: boolean;
  integrity?: string;
  optionalDependencies?: Record<string, string>;
}

type Packages = Record<string, Locked>;

function read(name: string) {
  return JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
}

/** Where `name` would be found from the package at `from`: in its own node_modules, or in an enclosing one. */
function isLocked(packages: Packages, from: string, name: string): boolean {
  const parents = from.split("/node_modules/");
  const places = parents.map((_, up) =>
    parents.slice(0, parents.length - up).join("/node_modules/"),
  );
  return [...places.map((place) => `${place}/node_modules/${name}`), `node_modules/${name}`].some(
    (place) => place in packages,
  );
}

function problems(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([at, locked]) => {
    const found: string[] = [];
    if (/^https?:/.test(locked.resolved ?? "")) {
      found.push(`${at}: names a host: .npmrc must say omit-lockfile-registry-resolved=true`);
    }
    const isPackage = at.includes("node_modules/") && !locked.link && !locked.inBundle;
    if (isPackage && !locked.integrity) found.push(`${at}: no integrity`);
    for (const name of Object.keys(locked.optionalDependencies ?? {})) {
      if (isLocked(packages, at, name)) continue;
      found.push(
        `${at || "package.json"} -> ${name}: not locked: pin a version whose platforms are all there`,
      );
    }
    return found;
  });
}

function unpinned(manifest: Record<string, Record<string, string>>): string[] {
  const groups = ["dependencies", "devDependencies", "optionalDependencies"];
  return groups.flatMap((group) =>
    Object.entries(manifest[group] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
      .map(
        ([name, version]) =>
          `package.json: ${group}.${name}: expected an exact version, got ${version}`,
      ),
  );
}

const { packages } = read("package-lock.json") as { packages: Packages };
const found = [...problems(packages), ...unpinned(read("package.json"))];
for (const problem of found) console.error(problem);
console.log(`${Object.keys(packages).length} locked packages, ${found.length} problems`);
process.exitCode = found.length ? 1 : 0;
