/**
 * Ops of the allow-list that wrong operands can make end the process, hang or fill the memory in libtensorflow 2.21, and that graphs
 * for inference need: what they take is decided by a run, so no check of the file can tell. `isolate: true` bounds each.
 */
export const REMAINING: ReadonlyMap<string, string> = new Map([])
