/** What a carrier package exports: its library's files, in the order to open them. */
export interface CarrierModule {
  readonly files: readonly URL[]
}

/**
 * Imports a carrier package by a literal name, so that bundlers and tracers bring its library along.
 * @throws Error when it is not installed, or there is no carrier of the name
 */
export async function importCarrier(name: string): Promise<CarrierModule> {
  // A bundler takes an import of a package that is missing for an error, unless it stands in a try block.
  try {
    switch (name) {
      case '@zoo/litert-linux-x64':
        return await import('@zoo/litert-linux-x64' as string)
      case '@zoo/litert-linux-arm64':
        return await import('@zoo/litert-linux-arm64' as string)
      case '@zoo/litert-darwin-arm64':
        return await import('@zoo/litert-darwin-arm64' as string)
      case '@zoo/litert-win32-x64':
        return await import('@zoo/litert-win32-x64' as string)
      case '@zoo/libtensorflow-linux-x64':
        return await import('@zoo/libtensorflow-linux-x64' as string)
      case '@zoo/libtensorflow-linux-arm64':
        return await import('@zoo/libtensorflow-linux-arm64' as string)
      case '@zoo/libtensorflow-darwin-arm64':
        return await import('@zoo/libtensorflow-darwin-arm64' as string)
      case '@zoo/libtensorflow-win32-x64':
        return await import('@zoo/libtensorflow-win32-x64' as string)
    }
  } catch (cause) {
    throw new Error(`${name} is not installed`, { cause })
  }
  throw new Error(`there is no package ${name}`)
}
