// Finds a Chromium for the tests: CHROMIUM_PATH, else the binary that @sparticuz/chromium ships inside its npm package, else
// one of the system's. Only the package's compressed files are used: its own launcher races and turns web security off.
// As a command, prints what it found: `node tools/browser.ts [--json]`.
import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";

export interface FoundBrowser {
  /** Path of the executable. */
  exe: string;
  /** Variables it needs beside the process's own. */
  env: Record<string, string>;
  version: string;
  source: string;
}

/** Flags for a root user, no GPU and a closed network; Playwright adds its own defaults. */
export const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
];

/** What Playwright and vitest need to launch it. */
export function launchOptions(found: FoundBrowser) {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, ...found.env })) {
    if (value !== undefined) env[name] = value;
  }
  return { executablePath: found.exe, args: chromiumArgs, env };
}

/** @throws Error whose message lists every place tried and how to mend it. */
export async function findChromium(): Promise<FoundBrowser> {
  const given = process.env["CHROMIUM_PATH"];
  if (given) {
    const version = versionOf(given);
    if (version) return { exe: given, env: {}, version, source: "CHROMIUM_PATH" };
    throw new Error(
      `CHROMIUM_PATH=${given} does not start: \`${given} --version\` failed. Unset it, or point it at a Chromium.`,
    );
  }
  const tried: string[] = [];
  const found = (await shippedChromium(tried)) ?? systemChromium(tried);
  if (found) return found;
  throw new Error(
    [
      "No Chromium for the browser tests. Tried:",
      ...tried.map((line) => `  - ${line}`),
      "Mend one of these: `npm ci` on linux-x64 (it ships one), a system Chromium, or CHROMIUM_PATH=/path/to/chrome.",
      "To run only the tests that need no browser: `npm run test:unit`.",
    ].join("\n"),
  );
}

const PACKAGE = "@sparticuz/chromium";

/** Inflates the shipped binary once into node_modules/.cache; null, with a line in `tried`, when there is none that starts. */
async function shippedChromium(tried: string[]): Promise<FoundBrowser | null> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    tried.push(`${PACKAGE}: linux-x64 only, this is ${process.platform}-${process.arch}`);
    return null;
  }
  const folder = shippedFolder();
  if (!folder) {
    tried.push(`${PACKAGE}: not installed`);
    return null;
  }
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const dir = fileURLToPath(new URL(`../node_modules/.cache/chromium/${version}`, import.meta.url));
  if (!existsSync(join(dir, ".complete"))) await inflate(join(folder, "bin"), dir);
  const exe = join(dir, "chromium");
  const fonts = { FONTCONFIG_FILE: await fontsFile(dir) };
  // The package also ships the few shared libraries that a bare machine lacks (NSS, NSPR, expat).
  const ownLibraries = [join(dir, "al2023", "lib"), process.env["LD_LIBRARY_PATH"]];
  const bare = { ...fonts, LD_LIBRARY_PATH: ownLibraries.filter(Boolean).join(":") };
  for (const env of [fonts, bare]) {
    const started = versionOf(exe, env);
    if (started) return { exe, env, version: started, source: `${PACKAGE} ${version}` };
  }
  tried.push(`${PACKAGE} ${version}: ${exe} does not start`);
  return null;
}

function shippedFolder(): string | null {
  try {
    let at = dirname(createRequire(import.meta.url).resolve(PACKAGE));
    while (!existsSync(join(at, "bin", "chromium.br"))) {
      if (at === dirname(at)) return null;
      at = dirname(at);
    }
    return at;
  } catch {
    return null;
  }
}

/** Atomic: runs that race each inflate into a folder of their own, and the first to rename wins. */
async function inflate(bin: string, dir: string): Promise<void> {
  const { extract } = await import("tar-fs");
  await mkdir(dirname(dir), { recursive: true });
  const work = await mkdtemp(`${dir}-`);
  const unpack = (file: string, to: NodeJS.WritableStream) =>
    pipeline(createReadStream(join(bin, file)), createBrotliDecompress({ chunkSize: 1 << 21 }), to);
  const archives = (await readdir(bin)).filter((file) => file.endsWith(".tar.br"));
  await Promise.all([
    unpack("chromium.br", createWriteStream(join(work, "chromium"))),
    ...archives.map((file) => {
      const to = file.startsWith("swiftshader") ? work : join(work, file.replace(".tar.br", ""));
      return unpack(file, extract(to, { chown: false }));
    }),
  ]);
  await chmod(join(work, "chromium"), 0o755);
  await writeFile(join(work, ".complete"), "");
  try {
    await rename(work, dir);
  } catch {
    await rm(work, { recursive: true, force: true });
  }
}

/** Says where the fonts lie. It holds whole paths, so it is written anew when its folder was moved or copied: without fonts Chromium aborts. */
async function fontsFile(dir: string): Promise<string> {
  const file = join(dir, "fonts", "fonts.conf");
  const text = fontsConf(dir);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return file;
  const whole = `${file}-${process.pid}`; // others may be reading
  await writeFile(whole, text);
  await rename(whole, file);
  return file;
}

function fontsConf(dir: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(dir, "fonts", "fonts")}</dir><cachedir>${join(dir, "fontcache")}</cachedir></fontconfig>
`;
}

function systemChromium(tried: string[]): FoundBrowser | null {
  for (const exe of systemPaths()) {
    if (!existsSync(exe)) {
      tried.push(`${exe}: not there`);
      continue;
    }
    const version = versionOf(exe);
    if (version) return { exe, env: {}, version, source: "system" };
    tried.push(`${exe}: there, but does not start`);
  }
  return null;
}

function systemPaths(): string[] {
  if (process.platform === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
    );
  }
  if (process.platform === "win32") {
    return ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => {
      const base = process.env[name];
      if (!base) return [];
      const apps = [
        "Google\\Chrome\\Application\\chrome.exe",
        "Microsoft\\Edge\\Application\\msedge.exe",
      ];
      return apps.map((app) => `${base}\\${app}`);
    });
  }
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge",
  ];
  return [
    ...names.map((name) => `/usr/bin/${name}`),
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
  ];
}

/** What `exe --version` prints, or null when it does not start. */
function versionOf(exe: string, env: Record<string, string> = {}): string | null {
  // On Windows `chrome.exe --version` opens a window.
  if (process.platform === "win32") return existsSync(exe) ? "unknown version" : null;
  try {
    const printed = execFileSync(exe, ["--version"], {
      encoding: "utf8",
      timeout: 20_000,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return printed.trim() || "unknown version";
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const found = await findChromium();
    const line = `${found.version} at ${found.exe} (${found.source})`;
    console.log(process.argv.includes("--json") ? JSON.stringify(found) : line);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
  }
}
