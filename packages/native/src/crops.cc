#include "crops.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "failure.h"
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

// Where sample i lies, moved into the image; `outside` tells whether it had to be.
float Locate(const CropAxis& axis, size_t i, float last, bool& outside) {
  const float place = static_cast<float>(axis.start + (axis.first + static_cast<double>(i)) * axis.step);
  outside = !(place >= 0 && place <= last);
  return !outside ? place : place > last ? last : 0;
}

// `size`: of the image along the axis. Offsets are from the range's first pixel, and never lead out of the range.
std::vector<Place> PlacesOf(const CropAxis& axis, size_t size, CropRange range, size_t stride, bool zero_outside) {
  std::vector<Place> places(axis.count);
  const float last = static_cast<float>(size - 1);
  const auto within = [range](size_t pixel) { return std::clamp(pixel, range.first, range.last) - range.first; };
  for (size_t i = 0; i < axis.count; i++) {
    bool outside;
    const float place = Locate(axis, i, last, outside);
    if (outside && zero_outside) {
      places[i] = {kOutside, 0, 0};
      continue;
    }
    const float lower = std::floor(place);
    const size_t pixel = static_cast<size_t>(lower);
    places[i] = {within(pixel) * stride, within(std::min(pixel + 1, size - 1)) * stride, place - lower};
  }
  return places;
}

// Reads a byte more than the pixel has.
inline Lanes Load(const uint8_t* pixel) {
  uint32_t bytes;
  memcpy(&bytes, pixel, sizeof bytes);
  return FromBytes(bytes);
}

// The two rows of the image that a row of samples lies between, and what each counts for.
struct Rows {
  const uint8_t* top;
  const uint8_t* bottom;
  float of_top;
  float of_bottom;
};

template <bool kSwap>
void WriteRow(const Rows& rows, const std::vector<Place>& columns, float offset, float* out) {
  const Lanes of_top = Same(rows.of_top), of_bottom = Same(rows.of_bottom), plus = Same(offset);
  for (const Place& place : columns) {
    if (place.lower != kOutside) {
      const Lanes left = Add(Multiply(Load(rows.top + place.lower), of_top),
                             Multiply(Load(rows.bottom + place.lower), of_bottom));
      const Lanes right = Add(Multiply(Load(rows.top + place.upper), of_top),
                              Multiply(Load(rows.bottom + place.upper), of_bottom));
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

void Crops::Check() const {
  for (const Crop& crop : crops) {
    const size_t height_of_crop = crop.rows.count, width_of_crop = crop.columns.count;
    const bool fits = row > 0 && crop.to <= pixels && width_of_crop <= row && crop.to % row <= row - width_of_crop &&
                      (height_of_crop == 0 ||
                       (height_of_crop - 1 <= (pixels - crop.to) / row &&
                        (height_of_crop - 1) * row + width_of_crop <= pixels - crop.to));
    if (!fits) throw Failure("INVALID_ARGUMENT", "A crop goes to a rectangle outside of its tensor.");
  }
}

CropRange Crops::RowsNeeded() const {
  CropRange needed{height - 1, 0};
  const float last = static_cast<float>(height - 1);
  for (const Crop& crop : crops) {
    if (crop.rows.count == 0) continue;
    // Samples of an axis go one way, so the outermost are the first and the last.
    for (const size_t i : {size_t{0}, crop.rows.count - 1}) {
      bool outside;
      const size_t pixel = std::min(static_cast<size_t>(Locate(crop.rows, i, last, outside)), height - 1);
      needed.first = std::min(needed.first, pixel);
      needed.last = std::max(needed.last, std::min(pixel + 1, height - 1));
    }
  }
  needed.first = std::min(needed.first, needed.last);
  return needed;
}

void Crops::Sample(float* elements, const std::atomic<bool>& cancelled) const {
  // What no crop covers is 0, and so is what lies outside of the image.
  memset(elements, 0, pixels * kChannels * sizeof(float));
  const auto write = swap_channels ? WriteRow<true> : WriteRow<false>;
  for (const Crop& crop : crops) {
    const auto places = PlacesOf(crop.rows, height, rows, width * kChannels, zero_outside);
    const auto columns = PlacesOf(crop.columns, width, {0, width - 1}, kChannels, zero_outside);
    float* out = elements + crop.to * kChannels;
    for (const Place& place : places) {
      if (cancelled) throw Failure("CANCELLED", "The run was cancelled.");
      if (place.lower != kOutside) {
        const float of_bottom = place.fraction * scale;
        write({image + place.lower, image + place.upper, scale - of_bottom, of_bottom}, columns, offset, out);
      }
      out += row * kChannels;
    }
  }
}

}  // namespace zoo
