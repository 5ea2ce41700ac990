import { MARGIN, STRIDE } from './cells.js'
import type { Level } from './pyramid.js'

/** A rectangle of one level's cells, and where its pixels lie in a tile. */
export interface Block {
  readonly level: Level
  /** The first cell, in the level. */
  readonly column: number
  readonly row: number
  /** Cells. */
  readonly columns: number
  readonly rows: number
  /** The first cell, in the tile's answer; its pixels begin at twice that. */
  readonly left: number
  readonly top: number
}

/** Blocks whose pixels share one input of P-Net. */
export type Tile = readonly Block[]

/**
 * Cuts the levels into blocks that fit a square tile and packs these into as few tiles as shelves allow. The convolutions are
 * unpadded, so a block's cells see its own pixels alone, and what lies beside it or was left from another image is never read.
 * @param side of a tile, pixels; even
 */
export function packTiles(levels: readonly Level[], side: number): Tile[] {
  const room = side / STRIDE
  const pieces = levels.flatMap((level) => cut(level, room - MARGIN))
  pieces.sort((a, b) => b.rows - a.rows || b.columns - a.columns)
  const shelves: Shelf[] = []
  const tiles: OpenTile[] = []
  for (const piece of pieces) {
    const width = piece.columns + MARGIN
    const height = piece.rows + MARGIN
    let shelf = shelves.find(({ height: most, used }) => height <= most && used + width <= room)
    if (!shelf) {
      let tile = tiles.find(({ used }) => used + height <= room)
      if (!tile) {
        tile = { blocks: [], used: 0 }
        tiles.push(tile)
      }
      shelf = { tile, top: tile.used, height, used: 0 }
      shelves.push(shelf)
      tile.used += height
    }
    shelf.tile.blocks.push({ ...piece, left: shelf.used, top: shelf.top })
    shelf.used += width
  }
  return tiles.map(({ blocks }) => blocks)
}

/** A tile being packed, from the top down. Lengths are in cells. */
interface OpenTile {
  readonly blocks: Block[]
  used: number
}

/** A row of a tile being packed, from the left. */
interface Shelf {
  readonly tile: OpenTile
  readonly top: number
  readonly height: number
  used: number
}

/** Whole tiles first, so that only what is left at the right and the bottom has to be packed. */
function cut(level: Level, most: number): Omit<Block, 'left' | 'top'>[] {
  const pieces: Omit<Block, 'left' | 'top'>[] = []
  for (let row = 0; row < level.rows; row += most) {
    const rows = Math.min(most, level.rows - row)
    for (let column = 0; column < level.columns; column += most) {
      pieces.push({ level, column, row, columns: Math.min(most, level.columns - column), rows })
    }
  }
  return pieces
}
