/** A table by op. A map, since a file may call an op `constructor` or `__proto__`, which every object answers to. */
export const opMap = <T>(table: Readonly<Record<string, T>>): ReadonlyMap<string, T> => new Map(Object.entries(table))
