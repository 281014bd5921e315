// `worker`: lends this machine to whoever asks for odds through the same Redis.
import { hostname } from "node:os";
import { engineVersion } from "../engineVersion.ts";
import { type Command, refuseOperands, usageRefusal, type Words } from "./command.ts";
import { hearInterrupt } from "./interrupt.ts";
import { aborted } from "./oddsWork.ts";
import { optionsReader } from "./optionsReader.ts";
import { redisModule } from "./redisModule.ts";
import { complain } from "./terminal.ts";
import { readThreads } from "./threads.ts";

export const worker: Command = {
  name: "worker",
  summary: "work for `odds --redis` on this machine, until Ctrl-C",
  operands: "",
  options: {
    redis: { value: "URL", required: true, help: "where jobs are: redis://host:6379" },
    threads: { value: "N", help: "threads (default: one a core)" },
    name: { value: "NAME", help: "how it is called (default: the machine's name)" },
    wait: { help: "wait for a Redis that is not there yet" },
  },
  details: [
    "Any number of workers on any number of machines. A worker takes jobs of its own engine only; one that",
    "dies leaves nothing behind but a job that another does.",
  ],
  exits: {
    "0": "done: Ctrl-C ends it when what is under way is done",
    "130": "interrupted again, before that",
  },
  examples: [["worker --redis redis://queue.example:6379", "as many threads as there are cores"]],
  async run(words) {
    const { url, threads } = readOptions(words);
    const name = (words.last("name") || hostname()).slice(0, 100);
    const tell = (line: string) => complain([line]);
    const { closeLink, openLink, serveJobs } = await redisModule();
    const redis = await openLink(url, { wait: words.has("wait"), tell });
    try {
      const serving = await serveJobs(redis, { threads, name, tell });
      const interrupt = hearInterrupt();
      tell(`worker ${name}: ${threads} threads, engine ${engineVersion()}; Ctrl-C stops it`);
      await aborted(interrupt.signal);
      tell("ends what is under way; Ctrl-C again leaves it to others");
      await serving.close();
      interrupt.release();
    } finally {
      closeLink(redis);
    }
    return 0;
  },
};

/** @throws Refusal with every mistake in the words */
function readOptions(words: Words): { url: string; threads: number } {
  const reader = optionsReader("worker", words);
  const url = reader.read(() => redisUrl(words));
  reader.read(() => refuseOperands("worker", words));
  const threads = reader.read(() => readThreads("worker", words, "threads"));
  reader.end();
  return { url: url!, threads: threads! };
}

function redisUrl(words: Words): string {
  const url = words.last("redis");
  if (url === undefined) throw usageRefusal("worker", ["expected --redis URL"]);
  return url;
}
