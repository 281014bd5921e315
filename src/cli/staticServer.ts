// Files of one folder over HTTP, to this machine alone. It reads, and does nothing else.
import { createReadStream, realpathSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const HOST = "127.0.0.1";
const MOST_PORTS_TRIED = 100;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * Serves `folder` at the first free port from `port` on; 0 takes any.
 * @returns the server, listening, and its address
 * @throws  the system's error when none of the next hundred ports can be had
 */
export async function serveFolder(
  folder: string,
  port: number,
): Promise<{ server: Server; address: string }> {
  const root = realpathSync(folder);
  const server = createServer((request, response) => answer(root, request, response));
  for (let candidate = port; ; candidate++) {
    try {
      await listen(server, candidate);
      const { port: taken } = server.address() as AddressInfo;
      return { server, address: `http://${HOST}:${taken}/` };
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!isTaken || candidate >= Math.min(65_535, port + MOST_PORTS_TRIED)) throw error;
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(response, 405, { Allow: "GET, HEAD" });
  const file = fileFor(root, request.url ?? "/");
  if (file === undefined) return refuse(response, 404);
  const { size, mtimeMs } = statSync(file);
  const tag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
  const headers = {
    "Content-Type": types[path.extname(file).toLowerCase()] ?? "application/octet-stream",
    // Files under assets/ carry their hash in their name; the others are asked for again each time.
    "Cache-Control": file.startsWith(path.join(root, "assets") + path.sep)
      ? "public, max-age=31536000, immutable"
      : "no-cache",
    ETag: tag,
    "X-Content-Type-Options": "nosniff",
  };
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, "Content-Length": size });
  if (request.method === "HEAD") response.end();
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
}

/** The file of a request's path; undefined unless it is a file inside the folder, links followed. */
function fileFor(root: string, url: string): string | undefined {
  try {
    const asked = decodeURIComponent(url.split(/[?#]/, 1)[0]!);
    const inside = path.join(
      root,
      path.normalize(`/${asked}`),
      asked.endsWith("/") ? "index.html" : "",
    );
    const file = realpathSync(inside);
    return file.startsWith(root + path.sep) && statSync(file).isFile() ? file : undefined;
  } catch {
    // A bad escape, a NUL, a missing file: to the asker they are one and the same.
    return undefined;
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers })
    .end(status === 404 ? "Not found\n" : "Only GET and HEAD are understood here\n");
}
