// A connection to Redis that outlives its being lost: what is asked meanwhile is asked once it is back.
import { Redis } from "ioredis";
import { Refusal, systemReason } from "../cli/refusal.ts";

export interface LinkOptions {
  /** Whether to wait for a Redis that is not there yet. */
  readonly wait: boolean;
  /** Is told when the connection is lost, why it does not come back, and when it is back. */
  readonly tell: (line: string) => void;
}

/** Without a Redis for so long it cannot be reached. With the program around it that is less than 5 s. */
const PATIENCE_MS = 3000;
/** One attempt. */
const CONNECT_MS = 5000;
/** Between two attempts: longer each time, up to this. */
const MOST_BETWEEN_MS = 2000;
/** A Redis that says nothing for so long is gone, whatever the network says. Longer than it may keep us waiting for a job. */
const SILENCE_MS = 30_000;
/** To hang up. What is no longer connected is waited for as long, so the program would not end before. */
const HANG_UP_MS = 100;

/** What no second try would change, and how it is told. */
const FOR_GOOD: readonly (readonly [RegExp, string])[] = [
  [/^NOAUTH/, "it wants a password: redis://:PASSWORD@host or redis://USER:PASSWORD@host"],
  [/^(WRONGPASS|ERR invalid password)/, "wrong user or password"],
  [/^NOPERM/, "this user may not do what is needed"],
  [/^ERR .*DB index/, "it has no such database"],
  [/^(Unknown RESP type|Protocol error)/, "what answers there is no Redis"],
];

/** @throws Refusal when it is no address, nobody is there, or we are not let in */
export async function openLink(url: string, { wait, tell }: LinkOptions): Promise<Redis> {
  const shown = addressOf(url);
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_MS,
    disconnectTimeout: HANG_UP_MS,
    keepAlive: 5000,
    socketTimeout: SILENCE_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** times, MOST_BETWEEN_MS),
    lazyConnect: true,
  });
  tellOfTries(redis, shown, { wait, tell });
  try {
    await reached(redis, wait ? Infinity : PATIENCE_MS);
  } catch (error) {
    closeLink(redis);
    throw new Refusal([`--redis ${shown}: ${(error as Error).message}`]);
  }
  return redis;
}

/** Ends a connection, for good. */
export function closeLink(redis: Redis): void {
  redis.removeAllListeners("close");
  redis.disconnect();
}

/** What Redis itself says no to (it is full, or may only be read), as a refusal; any other error as it is. */
export function redisRefusal(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "ReplyError") return error;
  return new Refusal([`--redis: Redis says: ${error.message}`]);
}

function finalReason({ message }: Error): string | undefined {
  return FOR_GOOD.find(([known]) => known.test(message))?.[1];
}

/** @throws Error that says why not, once `patienceMs` are over or no second try would help */
function reached(redis: Redis, patienceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let reason = "it does not answer";
    const refuse = () => reject(new Error(`cannot be reached: ${reason}`));
    const timer = patienceMs < Infinity ? setTimeout(refuse, patienceMs) : undefined;
    const onError = (error: Error) => {
      const final = finalReason(error);
      reason = systemReason(error);
      if (final === undefined) return;
      clearTimeout(timer);
      reject(new Error(final));
    };
    redis.on("error", onError);
    redis.once("ready", () => {
      clearTimeout(timer);
      redis.off("error", onError);
      resolve();
    });
    redis.connect().catch(() => {}); // told as an error
  });
}

/** Each thing once: that it is lost, or not there yet, and why; that it is back. */
function tellOfTries(redis: Redis, shown: string, { wait, tell }: LinkOptions): void {
  let isMissed = wait;
  let isLost = false;
  let reason = "";
  redis.on("ready", () => {
    if (isLost) tell(`${shown} is back`);
    isMissed = isLost = false;
    reason = "";
    redis.once("close", () => {
      tell(`the connection to ${shown} is lost: trying again`);
      isMissed = isLost = true;
    });
  });
  redis.on("error", (error: Error) => {
    const final = finalReason(error);
    if (final !== undefined && !isLost) return; // a refusal follows
    const again = final ?? systemReason(error);
    if (isMissed && again !== reason) tell(`${shown} cannot be reached: ${again}: trying again`);
    reason = again;
  });
}

/** An address without its password. @throws Refusal unless it is one */
function addressOf(url: string): string {
  const parts = URL.canParse(url) ? new URL(url) : null;
  if (parts === null || !/^rediss?:$/.test(parts.protocol) || parts.hostname === "")
    throw new Refusal(["--redis: expected an address like redis://host:6379"]);
  return `${parts.protocol}//${parts.hostname}:${parts.port || "6379"}${parts.pathname.replace(/^\/$/, "")}`;
}
