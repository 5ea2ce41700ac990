/** One build of LiteRT's WebAssembly, by the name of its script in `@litertjs/core`. */
export type Build = 'litert_wasm_threaded_internal' | 'litert_wasm_internal' | 'litert_wasm_compat_internal'

/** The build with threads, which start from its script too. */
export const THREADED: Build = 'litert_wasm_threaded_internal'

/**
 * A module whose one function is an instruction of relaxed SIMD, i8x16.relaxed_swizzle, on two constants.
 * @source WebAssembly relaxed SIMD proposal, "Binary format"
 */
const RELAXED_SIMD_PROBE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic and version
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00], // types: [] -> []
  ...[0x03, 0x02, 0x01, 0x00], // functions: one, of type 0
  ...[0x0a, 0x10, 0x01, 0x0e, 0x00], // code: one body of 14 bytes, without locals
  ...[0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f], // i32.const 0, i8x16.splat, twice
  ...[0xfd, 0x80, 0x02, 0x1a, 0x0b], // i8x16.relaxed_swizzle, drop, end
)

/** The builds that should start in this process, the fastest for so many threads first. */
export function buildsFor(threads: number): readonly Build[] {
  // The builds but one use relaxed SIMD, which Node has from 21 on, and behind a flag before.
  if (!WebAssembly.validate(RELAXED_SIMD_PROBE)) return ['litert_wasm_compat_internal']
  const single: readonly Build[] = ['litert_wasm_internal', 'litert_wasm_compat_internal']
  return threads > 1 ? [THREADED, ...single] : single
}
