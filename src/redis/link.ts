// A connection to Redis that outlives its being lost: what is asked meanwhile is asked once it is back.
import { Redis } from "ioredis";
import { Refusal, systemReason } from "../cli/refusal.ts";

export interface LinkOptions {
  /** Whether to wait for a Redis that is not there yet. */
  readonly wait: boolean;
  /** Is told when the connection is lost, and when it is back. */
  readonly tell: (line: string) => void;
}

const PATIENCE_MS = 5000;
/** Between two attempts: longer each time, up to this. */
const MOST_BETWEEN_MS = 2000;
/** A Redis that says nothing for so long is gone, whatever the network says. Longer than it may keep us waiting for a job. */
const SILENCE_MS = 30_000;

/** What no second try would change, and how it is told. */
const FOR_GOOD: readonly (readonly [RegExp, string])[] = [
  [/^NOAUTH/, "it wants a password: redis://:PASSWORD@host or redis://USER:PASSWORD@host"],
  [/^(WRONGPASS|ERR invalid password)/, "wrong user or password"],
  [/^NOPERM/, "this user may not do what is needed"],
  [/^ERR .*DB index/, "it has no such database"],
];

/** @throws Refusal when it is no address, nobody is there, or we are not let in */
export async function openLink(url: string, { wait, tell }: LinkOptions): Promise<Redis> {
  const shown = addressOf(url);
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: PATIENCE_MS,
    keepAlive: 5000,
    socketTimeout: SILENCE_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** times, MOST_BETWEEN_MS),
    lazyConnect: true,
  });
  let reason = "it does not answer";
  let there = false;
  let lost = false;
  redis.on("close", () => {
    if (there && !lost) tell(`the connection to ${shown} is lost: trying again`);
    lost = there;
  });
  redis.on("ready", () => {
    if (lost) tell(`${shown} is back`);
    lost = false;
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const refuse = (why: string) => reject(new Refusal([`--redis ${shown}: ${why}`]));
      const timer = wait
        ? null
        : setTimeout(() => refuse(`cannot be reached: ${reason}`), PATIENCE_MS);
      const settle = () => void (timer !== null && clearTimeout(timer));
      redis.on("error", (error: Error) => {
        if (there) return;
        const known = FOR_GOOD.find(([message]) => message.test(error.message));
        if (known !== undefined) {
          settle();
          return refuse(known[1]);
        }
        const again = systemReason(error);
        if (wait && again !== reason) tell(`${shown} cannot be reached: ${again}: trying again`);
        reason = again;
      });
      redis.once("ready", () => {
        there = true;
        settle();
        resolve();
      });
      redis.connect().catch(() => {});
    });
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return redis;
}

/** Ends a connection, for good. */
export function closeLink(redis: Redis): void {
  redis.removeAllListeners("close");
  redis.disconnect();
}

/** An address without its password. @throws Refusal unless it is one */
function addressOf(url: string): string {
  const parts = URL.canParse(url) ? new URL(url) : null;
  if (parts === null || !/^rediss?:$/.test(parts.protocol) || parts.hostname === "")
    throw new Refusal(["--redis: expected an address like redis://host:6379"]);
  return `${parts.protocol}//${parts.hostname}:${parts.port || "6379"}${parts.pathname.replace(/^\/$/, "")}`;
}
