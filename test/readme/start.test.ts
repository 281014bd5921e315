// "See it": what `npm start` prints and serves, from a copy with a page of its own; and the README's pictures.
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { start } from "../cli/lab.ts";
import { root } from "./blocks.ts";
import { copyOfLab } from "./copy.ts";

const copy = copyOfLab(["sim", "src", "scenarios"]);
mkdirSync(join(copy.folder, "dist/page"), { recursive: true });
copy.write("dist/page/index.html", "<!doctype html><title>The page</title>");

describe("npm start", () => {
  const LAB = "node src/cli.ts ";
  const { scripts } = JSON.parse(copy.read("package.json"));
  const [compare = "", build, serve = ""] = scripts.start.split(" && ");

  it("compares the strategies of the first story", () => {
    expect(compare.startsWith(LAB)).toBe(true);
    const { status, said } = copy.type(compare.replace(LAB, "npm run -s lab -- "));
    expect(status).toBe(0);
    for (const strategy of ["canary", "blueGreen", "rolling", "abTest", "thompson"])
      expect(said).toMatch(new RegExp(`^${strategy} .*(rolled back|promoted|running)`, "m"));
  });

  it("builds the page when there is none, or an old one", () => {
    expect(build).toBe("node tools/build.ts page --if-stale");
  });

  it("serves the page, and stops at Ctrl-C", async () => {
    expect(serve.startsWith(LAB)).toBe(true);
    const cli = join(copy.folder, "src/cli.ts");
    const started = start(serve.slice(LAB.length).split(" "), { cli, cwd: copy.folder });
    const out = await started.seen(/\n$/);
    const address = /^Rollout Lab is at (\S+) \(Ctrl-C stops it\)$/m.exec(out)?.[1];
    expect(await (await fetch(address!)).text()).toContain("The page");
    started.child.kill("SIGINT");
    expect(await started.ended).toMatchObject({ code: 130, err: "" });
  });
});

describe.each(["light", "dark"])("the %s picture", (scheme) => {
  const file = `ui/picture-${scheme}.png`;

  it("is in the README, and small enough for everybody to fetch", () => {
    expect(readFileSync(join(root, "README.md"), "utf8")).toContain(`="${file}"`);
    expect(statSync(join(root, file)).size).toBeLessThanOrEqual(200_000);
  });

  it("is a PNG, wider than high", () => {
    const bytes = readFileSync(join(root, file));
    expect(bytes.toString("latin1", 1, 4)).toBe("PNG");
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(bytes.readUInt32BE(20));
  });
});
