// `serve`: the page, on this machine.
import { existsSync } from "node:fs";
import path from "node:path";
import { type Command, invocation, refuseOperands } from "./command.ts";
import { optionsReader } from "./optionsReader.ts";
import { packageFolder } from "./packageFolder.ts";
import { Refusal, systemReason } from "./refusal.ts";
import { serveFolder } from "./staticServer.ts";
import { print } from "./terminal.ts";

const DEFAULT_PORT = 4173;

export const serve: Command = {
  name: "serve",
  summary: "serve the page on this machine, until Ctrl-C",
  operands: "",
  options: {
    port: {
      value: "P",
      help: `the port, or the next free one (default: ${DEFAULT_PORT}; 0 takes any)`,
    },
  },
  examples: [["serve --port 8080", "the page at http://127.0.0.1:8080/"]],
  async run(words) {
    const reader = optionsReader("serve", words);
    reader.read(() => refuseOperands("serve", words));
    const port = reader.integer("port", 65_535) ?? DEFAULT_PORT;
    reader.end();
    await servePage(port);
    return 0;
  },
};

/** Serves the built page and prints its address. Its server keeps the process alive. @throws Refusal */
async function servePage(port: number): Promise<void> {
  const folder = path.join(packageFolder(), "dist", "page");
  if (!existsSync(path.join(folder, "index.html")))
    throw new Refusal([
      `${invocation()} serve: the page has not been built yet; in a checkout: npm run build`,
    ]);
  try {
    const { address } = await serveFolder(folder, port);
    await print(`Rollout Lab is at ${address} (Ctrl-C stops it)\n`);
  } catch (error) {
    throw new Refusal([`serve: cannot listen on port ${port}: ${systemReason(error)}`]);
  }
}
