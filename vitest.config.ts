import { defineConfig } from 'vitest/config'

// Four suites: `unit` beside the source, `integration` with real engines, weights and images, `slow` with processes,
// installs and soaks, `examples` with servers, queues and browsers. Everything runs against the built packages, so what is tested is what is published. The timeouts are for what
// hangs: many times what the slowest test takes, for machines whose disc or processors others use too.
const suite = (name: string, include: string[], testTimeout: number) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout, environment: 'node' as const },
})

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['packages/*/{src,lib}/**/*.test.ts', 'scripts/**/*.test.ts'], 300_000),
      suite('integration', ['packages/*/test/**/*.test.ts', 'test/integration/**/*.test.ts'], 300_000),
      suite('slow', ['test/slow/**/*.test.ts'], 1_200_000),
      // A real browser on a machine that is busy with other things may miss a key press: once more, then it is a failure.
      { test: { ...suite('examples', ['examples/*/test/**/*.test.ts'], 600_000).test, retry: 1 } },
    ],
  },
})
