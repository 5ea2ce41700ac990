import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  serverExternalPackages: ['@zoo/core', '@zoo/kit', '@zoo/mobilenet', '@zoo/mtcnn', '@zoo/native'],
  experimental: { serverActions: { bodySizeLimit: '10mb' } },
}

export default config
