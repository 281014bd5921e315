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
  it("builds the page and then does what is tested here", () => {
    const { scripts } = JSON.parse(copy.read("package.json"));
    expect(scripts.start).toBe("node tools/build.ts page --if-stale && node src/start.ts");
  });

  it("prints the comparison of the first story, serves the page, and stops at Ctrl-C", async () => {
    const started = start([], { cli: join(copy.folder, "src/start.ts"), cwd: copy.folder });
    const out = await started.seen(/\(Ctrl-C stops it\)\n$/);
    const story = copy.type("npm run -s lab -- run scenarios/canary-catches-a-bad-model.json");
    const [comparison, served = ""] = out.split("\nRollout Lab is at ");
    expect(comparison).toBe(story.said);
    const address = served.split(" ")[0]!;
    expect(await (await fetch(address)).text()).toContain("The page");
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
