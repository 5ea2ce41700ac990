#include "crops.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "lanes.h"

namespace zoo {

namespace {

constexpr size_t kChannels = kCropChannels;
constexpr size_t kOutside = SIZE_MAX;

// A sample between two pixels of an axis: offsets into the image, and the way from the first to the second, 0..1.
struct Place {
  size_t lower;
  size_t upper;
  float fraction;
};

std::vector<Place> PlacesOf(const CropAxis& axis, size_t size, size_t stride, bool zero_outside) {
  std::vector<Place> places(axis.count);
  const float last = static_cast<float>(size - 1);
  for (size_t i = 0; i < axis.count; i++) {
    float place = static_cast<float>(axis.start + (axis.first + static_cast<double>(i)) * axis.step);
    if (!(place >= 0 && place <= last)) {
      if (zero_outside) {
        places[i] = {kOutside, 0, 0};
        continue;
      }
      place = place > last ? last : 0;
    }
    const float lower = std::floor(place);
    const size_t pixel = static_cast<size_t>(lower);
    places[i] = {pixel * stride, std::min(pixel + 1, size - 1) * stride, place - lower};
  }
  return places;
}

// Reads a byte more than the pixel has.
inline Lanes Load(const uint8_t* pixel) {
  uint32_t bytes;
  memcpy(&bytes, pixel, sizeof bytes);
  return FromBytes(bytes);
}

// Reads no more than the pixel, for the last of the image.
inline Lanes LoadLast(const uint8_t* pixel) {
  uint32_t bytes = 0;
  memcpy(&bytes, pixel, kChannels);
  return FromBytes(bytes);
}

// The two rows of the image that a row of samples lies between, and what each counts for.
struct Rows {
  const uint8_t* top;
  const uint8_t* bottom;
  float of_top;
  float of_bottom;
};

template <bool kSwap, Lanes (*kLoad)(const uint8_t*)>
void WriteRow(const Rows& rows, const std::vector<Place>& columns, float offset, float* out) {
  const Lanes of_top = Same(rows.of_top), of_bottom = Same(rows.of_bottom), plus = Same(offset);
  for (const Place& place : columns) {
    if (place.lower != kOutside) {
      const Lanes left = Add(Multiply(kLoad(rows.top + place.lower), of_top),
                             Multiply(kLoad(rows.bottom + place.lower), of_bottom));
      const Lanes right = Add(Multiply(kLoad(rows.top + place.upper), of_top),
                              Multiply(kLoad(rows.bottom + place.upper), of_bottom));
      float mixed[4];
      Store(mixed, Add(Add(left, Multiply(Subtract(right, left), Same(place.fraction))), plus));
      out[0] = mixed[kSwap ? 2 : 0];
      out[1] = mixed[1];
      out[2] = mixed[kSwap ? 0 : 2];
    }
    out += kChannels;
  }
}

}  // namespace

void Crops::Sample(float* elements, size_t pixels, size_t row) const {
  // What no crop covers is 0, and so is what lies outside of the image.
  memset(elements, 0, pixels * kChannels * sizeof(float));
  const size_t last_row = (height - 1) * width * kChannels;
  for (const Crop& crop : crops) {
    const auto rows = PlacesOf(crop.rows, height, width * kChannels, zero_outside);
    const auto columns = PlacesOf(crop.columns, width, kChannels, zero_outside);
    float* out = elements + crop.to * kChannels;
    for (const Place& place : rows) {
      if (place.lower != kOutside) {
        // The image's very last pixel has no byte after it.
        const bool at_end = place.upper == last_row;
        const auto write = swap_channels ? (at_end ? WriteRow<true, LoadLast> : WriteRow<true, Load>)
                                         : (at_end ? WriteRow<false, LoadLast> : WriteRow<false, Load>);
        const float of_bottom = place.fraction * scale;
        write({image + place.lower, image + place.upper, scale - of_bottom, of_bottom}, columns, offset, out);
      }
      out += row * kChannels;
    }
  }
}

}  // namespace zoo
