#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zoo {

constexpr size_t kCropChannels = 3;

// Sample i of an axis lies at `start + (first + i) * step`, in pixels of the image.
struct CropAxis {
  double start = 0;
  double first = 0;
  double step = 0;
  size_t count = 0;
};

// A rectangle of the image, resized into a rectangle of a tensor, whose first pixel is `to`.
struct Crop {
  size_t to = 0;
  CropAxis rows;
  CropAxis columns;
};

// A tensor float32 [..., height, width, 3] of parts of an image uint8 [height, width, 3].
// The twin of packages/core/src/crops/sample.ts, which says what each field means.
struct Crops {
  const uint8_t* image = nullptr;
  size_t width = 0;
  size_t height = 0;
  float scale = 1;
  float offset = 0;
  bool swap_channels = false;
  bool zero_outside = false;
  std::vector<Crop> crops;

  // Writes a tensor of `pixels` pixels in rows of `row`.
  void Sample(float* elements, size_t pixels, size_t row) const;
};

}  // namespace zoo
