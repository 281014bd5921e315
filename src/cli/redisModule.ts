// The part that speaks to Redis, loaded only when it is asked for: nobody else needs its packages.
import { Refusal } from "./refusal.ts";

/** @throws Refusal when its packages are not installed */
export async function redisModule() {
  try {
    const [{ closeLink, openLink }, { serveJobs }, { openRedisCrew }] = await Promise.all([
      import("../redis/link.ts"),
      import("../redis/serve.ts"),
      import("../redis/crew.ts"),
    ]);
    return { closeLink, openLink, serveJobs, openRedisCrew };
  } catch (error) {
    const missing =
      error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!missing) throw error;
    throw new Refusal(["--redis needs two packages more: npm install bullmq ioredis"]);
  }
}
