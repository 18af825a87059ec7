//! A grid of levels as terminal cells.

use super::Grid;
use super::colour::{Colour, ColourDepth, Map};

/// What a cell is drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CellGlyphs {
    /// Ten ASCII characters from space to `@`.
    Ascii,
    /// One level a cell: a full block in colour, shades without.
    Blocks,
    /// Two levels a cell, one above the other.
    #[default]
    HalfBlocks,
}

impl CellGlyphs {
    /// How many rows of the grid stand in one row of the screen.
    pub fn rows_per_cell(self) -> usize {
        if self == Self::HalfBlocks { 2 } else { 1 }
    }
}

/// One terminal cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The character, one column wide.
    pub glyph: char,
    /// `None`: the terminal's own.
    pub fg: Option<Colour>,
    /// `None`: the terminal's own.
    pub bg: Option<Colour>,
}

const RAMP: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
/// From here on a half block is drawn where there is no colour to show how loud it is.
const LOUD: u8 = 140;

/// The cells of `grid`, row by row: `grid.width` columns and its height divided by [`CellGlyphs::rows_per_cell`] (rounded up) rows.
pub fn render(grid: &Grid, glyphs: CellGlyphs, colours: ColourDepth, map: Map) -> Vec<Cell> {
    let rows = grid.height.div_ceil(glyphs.rows_per_cell());
    let mut cells = Vec::with_capacity(rows * grid.width);
    for row in 0..rows {
        for column in 0..grid.width {
            cells.push(match glyphs {
                CellGlyphs::HalfBlocks => {
                    half(grid.at(column, 2 * row), grid.at(column, 2 * row + 1), colours, map)
                }
                _ => whole(grid.at(column, row), glyphs, colours, map),
            });
        }
    }
    cells
}

fn whole(level: u8, glyphs: CellGlyphs, colours: ColourDepth, map: Map) -> Cell {
    let fg = map.colour(level, colours);
    let glyph = match (glyphs, fg) {
        (CellGlyphs::Ascii, _) => step(&RAMP, level),
        (_, None) => step(&SHADES, level),
        // The theme's few colours need the shades to step evenly.
        (_, Some(_)) => '█',
    };
    Cell { glyph, fg, bg: None }
}

fn half(top: u8, bottom: u8, colours: ColourDepth, map: Map) -> Cell {
    let (fg, bg) = (map.colour(top, colours), map.colour(bottom, colours));
    if fg.is_none() {
        let glyph = match (top >= LOUD, bottom >= LOUD) {
            (false, false) => ' ',
            (true, false) => '▀',
            (false, true) => '▄',
            (true, true) => '█',
        };
        return Cell { glyph, fg, bg };
    }
    // Equal halves need one colour less: fewer bytes over a slow line.
    if fg == bg {
        return Cell { glyph: ' ', fg: None, bg };
    }
    Cell { glyph: '▀', fg, bg }
}

fn step(glyphs: &[char], level: u8) -> char {
    glyphs[usize::from(level) * glyphs.len() / 256]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: usize, height: usize) -> Grid {
        let levels = (0..width * height).map(|n| (n * 255 / (width * height - 1)) as u8).collect();
        Grid { width, height, levels }
    }

    fn text(cells: &[Cell]) -> String {
        cells.iter().map(|cell| cell.glyph).collect()
    }

    #[test]
    fn ascii_goes_from_space_to_at() {
        let cells = render(&ramp(10, 1), CellGlyphs::Ascii, ColourDepth::None, Map::Magma);
        assert_eq!(text(&cells), " .:-=+*#%@");
        assert!(cells.iter().all(|cell| cell.fg.is_none() && cell.bg.is_none()));
    }

    #[test]
    fn half_blocks_show_two_rows_in_one() {
        let grid = Grid { width: 4, height: 2, levels: vec![0, 255, 0, 255, 0, 0, 255, 255] };
        assert_eq!(text(&render(&grid, CellGlyphs::HalfBlocks, ColourDepth::None, Map::Magma)), " ▀▄█");
        let cells = render(&grid, CellGlyphs::HalfBlocks, ColourDepth::True, Map::Magma);
        assert_eq!(cells.len(), 4);
        assert_eq!(cells[1].fg, Some(Colour::Rgb(252, 253, 191)));
        assert_eq!(cells[1].bg, Some(Colour::Rgb(0, 0, 4)));
        assert_eq!(cells[3], Cell { glyph: ' ', fg: None, bg: Some(Colour::Rgb(252, 253, 191)) });
    }

    #[test]
    fn blocks_are_shades_without_colours_and_full_with_them() {
        let grid = ramp(5, 1);
        assert_eq!(text(&render(&grid, CellGlyphs::Blocks, ColourDepth::None, Map::Grey)), " ░▒▓█");
        let coloured = render(&grid, CellGlyphs::Blocks, ColourDepth::Palette, Map::Viridis);
        assert!(coloured.iter().all(|cell| cell.glyph == '█' && matches!(cell.fg, Some(Colour::Indexed(_)))));
    }

    #[test]
    fn an_odd_height_leaves_the_last_half_dark() {
        let cells = render(&ramp(3, 3), CellGlyphs::HalfBlocks, ColourDepth::None, Map::Magma);
        assert_eq!(cells.len(), 6);
        assert_eq!(cells[5].glyph, '▀');
    }
}
