/** P-Net's window: it looks through this many pixels of a level, so that is the smallest face there. */
export const WINDOW = 12

/** Pixels from a window to the next. */
export const STRIDE = 2

/** How many cells' worth of pixels it takes more than there are cells: the rest of the last window. */
export const MARGIN = (WINDOW - STRIDE) / STRIDE

/** Cells of P-Net's answer to so many pixels, one for each window. An odd last pixel is not looked at. */
export const cellsOf = (pixels: number): number => Math.floor(pixels / STRIDE) - MARGIN

/** Pixels that so many cells are computed from. */
export const pixelsOf = (cells: number): number => (cells + MARGIN) * STRIDE
