// A copy of the lab to try what a document says in: its sources as they are, its packages by a link.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { root } from "./blocks.ts";

const SCRIPT = /^npm run -s (\w+)(?: -- (.*))?$/;

export interface Copy {
  readonly folder: string;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Runs a line as a person types it; an npm script without npm between. */
  type(line: string): Ended;
  /** Runs a program of the packages, "typescript/bin/tsc -b". */
  tool(line: string): Ended;
}

interface Ended {
  readonly status: number | null;
  readonly said: string;
  readonly complained: string;
}

/** A copy of these paths, and package.json; gone when the file's tests are over. */
export function copyOfLab(paths: readonly string[]): Copy {
  const folder = mkdtempSync(join(tmpdir(), "rollout-lab-copy-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of ["package.json", ...paths])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const scripts = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).scripts;

  const run = (command: string): Ended => {
    const { status, stdout, stderr } = spawnSync(command, {
      cwd: folder,
      shell: true,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
    return { status, said: stdout, complained: stderr };
  };
  return {
    folder,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    write: (path, text) => writeFileSync(join(folder, path), text),
    type(line) {
      const [, script = "", words = ""] = SCRIPT.exec(line) ?? [];
      const command = scripts[script];
      if (command === undefined) throw new Error(`no npm script: ${line}`);
      return run(`${command.replace(/^node\b/, `"${process.execPath}"`)} ${words}`);
    },
    tool: (line) => run(`"${process.execPath}" node_modules/${line}`),
  };
}
