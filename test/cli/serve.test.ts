// `serve`: what a browser may ask for and what it may not; ports; Ctrl-C.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { serveFolder } from "../../src/cli/staticServer.ts";
import { lab, start, temporaryFolder } from "./lab.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

function pageIn(folder: string): string {
  const page = path.join(folder, "page");
  mkdirSync(path.join(page, "assets"), { recursive: true });
  writeFileSync(path.join(folder, "secret.txt"), "secret");
  writeFileSync(path.join(page, "index.html"), "<!doctype html><title>Rollout Lab</title>");
  writeFileSync(path.join(page, "assets", "main-abc123.js"), "export {};");
  writeFileSync(path.join(page, "a b.svg"), "<svg/>");
  symlinkSync("../secret.txt", path.join(page, "link.txt"));
  return page;
}

/** The status of a request whose path is sent as it stands: fetch would tidy it up first. */
function rawStatus(port: number, target: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    socket
      .setEncoding("utf8")
      .on("error", reject)
      .on("data", (text: string) => {
        expect(text).not.toContain("secret");
        resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]));
      });
  });
}

describe("what it serves", () => {
  let address = "";
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "rollout-lab-serve-"));
    const served = await serveFolder(pageIn(folder), 0);
    address = served.address;
    return () => {
      served.server.close();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  const get = (target: string, init?: RequestInit) => fetch(new URL(target, address), init);

  test("files with their types", async () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const types = async (target: string) => {
      const response = await get(target);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      return [response.status, response.headers.get("content-type"), await response.text()];
    };
    const page = [200, "text/html; charset=utf-8", "<!doctype html><title>Rollout Lab</title>"];
    expect(await types("/")).toEqual(page);
    expect(await types("/index.html?story=canary#x")).toEqual(page);
    expect(await types("/assets/main-abc123.js")).toEqual([
      200,
      "text/javascript; charset=utf-8",
      "export {};",
    ]);
    expect(await types("/a%20b.svg")).toEqual([200, "image/svg+xml", "<svg/>"]);
  });

  test("what has its hash in its name is kept, the page is asked for again", async () => {
    const script = await get("/assets/main-abc123.js");
    expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const page = await get("/");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const again = await get("/", { headers: { "If-None-Match": page.headers.get("etag")! } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("HEAD without a body, and no other method", async () => {
    const head = await get("/", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
      200,
      "41",
      "",
    ]);
    const post = await get("/", { method: "POST", body: "x" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test.each([
    "/secret.txt",
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/..%5csecret.txt",
    "//etc/passwd",
    "/link.txt",
    "/assets",
    "/assets/",
    "/index.html/",
    "/index.html%00.js",
    "/%",
    "/nothing.js",
  ])("%s is not found", async (target) => {
    expect(await rawStatus(Number(new URL(address).port), target)).toBe(404);
  });

  test("a target that is no path", async () => {
    const { port } = new URL(address);
    expect(await rawStatus(Number(port), "*")).toBe(404);
    expect(await rawStatus(Number(port), "http://example.com/../../secret.txt")).toBe(404);
  });
});

/** Someone else on a port. */
async function occupied(): Promise<number> {
  const other: Server = createServer();
  await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  return (other.address() as AddressInfo).port;
}

describe("as a command", () => {
  /** The sources as somebody else's installation, with a page of its own: nothing depends on where it lies. */
  function installation(withPage: boolean): string {
    const folder = temporaryFolder();
    for (const part of ["src", "sim", "package.json"])
      cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
    mkdirSync(path.join(folder, "dist"));
    if (withPage) pageIn(path.join(folder, "dist"));
    return path.join(folder, "src/cli.ts");
  }

  test("takes the next free port, prints the address, and stops at Ctrl-C with 130", async () => {
    const port = await occupied();
    const serving = start(["serve", "--port", String(port)], { cli: installation(true), cwd: "/" });
    const out = await serving.seen(/\n/);
    const address =
      /^Rollout Lab is at (http:\/\/127\.0\.0\.1:(\d+)\/) \(Ctrl-C stops it\)\n$/.exec(out)!;
    expect(Number(address[2])).toBeGreaterThan(port);
    expect(await (await fetch(address[1]!)).text()).toContain("Rollout Lab");
    serving.child.kill("SIGINT");
    expect(await serving.ended).toMatchObject({ code: 130, err: "" });
  });

  test("says what to do when the page has not been built", async () => {
    const { code, out, err } = await lab(["serve", "--port", "0"], { cli: installation(false) });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("npm run build");
  });
});
