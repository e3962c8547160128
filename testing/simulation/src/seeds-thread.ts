import { parentPort, workerData } from "node:worker_threads";
import { runAll, type Share } from "./seeds.ts";

const share: Share = workerData;
await runAll(share, (outcome) => parentPort?.postMessage(outcome));
