import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  experimental: { serverActions: { bodySizeLimit: '10mb' } },
}

export default config
