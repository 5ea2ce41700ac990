#pragma once

#include <atomic>
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

// Pixels along one axis, first and last.
struct CropRange {
  size_t first;
  size_t last;
};

// A tensor float32 [..., height, width, 3] of parts of an image uint8 [height, width, 3].
// The twin of packages/core/src/crops/sample.ts, which says what each field means.
struct Crops {
  // The image's rows `rows`, followed by a byte at least that may be read.
  const uint8_t* image = nullptr;
  CropRange rows{0, 0};
  size_t width = 0;
  size_t height = 0;
  float scale = 1;
  float offset = 0;
  bool swap_channels = false;
  bool zero_outside = false;
  std::vector<Crop> crops;
  // Of the tensor: pixels over all images, and in a row.
  size_t pixels = 0;
  size_t row = 0;

  // Throws Failure unless each crop goes to a rectangle inside of the tensor. Sample writes nowhere else then.
  void Check() const;
  // The rows of the image that samples are taken from; undefined where there are no samples.
  CropRange RowsNeeded() const;
  // Writes the tensor. Throws Failure when `cancelled` becomes true.
  void Sample(float* elements, const std::atomic<bool>& cancelled) const;
};

}  // namespace zoo
