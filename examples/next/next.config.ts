import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  // Loaded by Node.js as they are: server actions find the addon and the weights beside the packages.
  serverExternalPackages: ['@zoo/mobilenet', '@zoo/mtcnn'],
  experimental: { serverActions: { bodySizeLimit: '10mb' } },
}

export default config
