#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace zoo {

// Four floats at once: every x64 and arm64 has them.
#if defined(__SSE2__) || defined(_M_X64)

using Lanes = __m128;
inline Lanes FromBytes(uint32_t bytes) {
  const __m128i zero = _mm_setzero_si128();
  const __m128i words = _mm_unpacklo_epi8(_mm_cvtsi32_si128(static_cast<int>(bytes)), zero);
  return _mm_cvtepi32_ps(_mm_unpacklo_epi16(words, zero));
}
inline Lanes Same(float value) { return _mm_set1_ps(value); }
inline Lanes Add(Lanes a, Lanes b) { return _mm_add_ps(a, b); }
inline Lanes Subtract(Lanes a, Lanes b) { return _mm_sub_ps(a, b); }
inline Lanes Multiply(Lanes a, Lanes b) { return _mm_mul_ps(a, b); }
inline void Store(float* to, Lanes lanes) { _mm_storeu_ps(to, lanes); }

#elif defined(__ARM_NEON)

using Lanes = float32x4_t;
inline Lanes FromBytes(uint32_t bytes) {
  const uint16x8_t words = vmovl_u8(vcreate_u8(bytes));
  return vcvtq_f32_u32(vmovl_u16(vget_low_u16(words)));
}
inline Lanes Same(float value) { return vdupq_n_f32(value); }
inline Lanes Add(Lanes a, Lanes b) { return vaddq_f32(a, b); }
inline Lanes Subtract(Lanes a, Lanes b) { return vsubq_f32(a, b); }
inline Lanes Multiply(Lanes a, Lanes b) { return vmulq_f32(a, b); }
inline void Store(float* to, Lanes lanes) { vst1q_f32(to, lanes); }

#else

struct Lanes {
  float at[4];
};
template <typename Each>
inline Lanes ForEach(Each each) {
  return {{each(0), each(1), each(2), each(3)}};
}
inline Lanes FromBytes(uint32_t bytes) {
  uint8_t each[4];
  memcpy(each, &bytes, sizeof each);
  return ForEach([&](size_t i) { return static_cast<float>(each[i]); });
}
inline Lanes Same(float value) { return {{value, value, value, value}}; }
inline Lanes Add(Lanes a, Lanes b) {
  return ForEach([&](size_t i) { return a.at[i] + b.at[i]; });
}
inline Lanes Subtract(Lanes a, Lanes b) {
  return ForEach([&](size_t i) { return a.at[i] - b.at[i]; });
}
inline Lanes Multiply(Lanes a, Lanes b) {
  return ForEach([&](size_t i) { return a.at[i] * b.at[i]; });
}
inline void Store(float* to, Lanes lanes) { memcpy(to, lanes.at, sizeof lanes.at); }

#endif

}  // namespace zoo
