export function percentile(samples: Iterable<number> & ArrayLike<number>, fraction: number): number
export function median(samples: Iterable<number> & ArrayLike<number>): number
export function summary(samples: Iterable<number> & ArrayLike<number>): { p50: number; p99: number; max: number }
export function line(points: readonly (readonly [x: number, y: number])[]): { slope: number; intercept: number }
