// Properties are sampled from a fixed seed, so that a failure is the change's own; FAST_CHECK_SEED=8123 samples others.
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 1) });
