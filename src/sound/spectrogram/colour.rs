//! Colour maps that step evenly to the eye, for terminals of four kinds.

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColourDepth {
    /// None: glyphs alone tell levels.
    None,
    /// The sixteen of the theme.
    Sixteen,
    /// The xterm palette.
    #[default]
    Palette,
    /// 24 bits.
    True,
}

/// Which colours stand for quiet and loud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Map {
    /// Black, violet, orange, white.
    #[default]
    Magma,
    /// Violet, teal, yellow: also for the colour-blind.
    Viridis,
    /// Black to white.
    Grey,
}

/// A colour of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// 0–15 of the theme or 16–255 of the xterm palette.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// Nine of matplotlib's anchors each (CC0); between them the steps are straight.
const MAGMA: [[u8; 3]; 9] = [
    [0, 0, 4],
    [28, 16, 68],
    [79, 18, 123],
    [129, 37, 129],
    [181, 54, 122],
    [229, 80, 100],
    [251, 135, 97],
    [254, 194, 135],
    [252, 253, 191],
];
const VIRIDIS: [[u8; 3]; 9] = [
    [68, 1, 84],
    [71, 44, 122],
    [59, 81, 139],
    [44, 113, 142],
    [33, 144, 141],
    [39, 173, 129],
    [92, 200, 99],
    [170, 220, 50],
    [253, 231, 37],
];
/// The theme's colours from dark to light as usual palettes have them (lightness about 0, 30, 43, 60, 80, 97).
const SIXTEEN: [u8; 6] = [0, 4, 1, 13, 3, 11];
const SIXTEEN_GREY: [u8; 4] = [0, 8, 7, 15];
/// Steps taken out of the xterm palette.
const STEPS: usize = 24;

impl Map {
    /// All, in the order of the key that goes through them.
    pub const ALL: [Self; 3] = [Self::Magma, Self::Viridis, Self::Grey];

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|map| *map == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// The colour of a level; `None` where there are no colours.
    pub fn colour(self, level: u8, colours: ColourDepth) -> Option<Colour> {
        match colours {
            ColourDepth::None => None,
            ColourDepth::Sixteen if self == Self::Grey => Some(pick(&SIXTEEN_GREY, level)),
            ColourDepth::Sixteen => Some(pick(&SIXTEEN, level)),
            ColourDepth::Palette => Some(pick(self.palette(), level)),
            ColourDepth::True => {
                let [red, green, blue] = self.rgb(f32::from(level) / 255.0);
                Some(Colour::Rgb(red, green, blue))
            }
        }
    }

    fn rgb(self, share: f32) -> [u8; 3] {
        let anchors: &[[u8; 3]] = match self {
            Self::Magma => &MAGMA,
            Self::Viridis => &VIRIDIS,
            Self::Grey => return grey(share),
        };
        let place = share.clamp(0.0, 1.0) * (anchors.len() - 1) as f32;
        let at = (place as usize).min(anchors.len() - 2);
        let between = place - at as f32;
        let mix = |n: usize| {
            let (from, to) = (f32::from(anchors[at][n]), f32::from(anchors[at + 1][n]));
            (from + (to - from) * between).round() as u8
        };
        [mix(0), mix(1), mix(2)]
    }

    /// The nearest of the xterm palette for each step, never darker than the one before.
    fn palette(self) -> &'static [u8] {
        use std::sync::OnceLock;
        static PALETTES: [OnceLock<Vec<u8>>; 3] = [const { OnceLock::new() }; 3];
        PALETTES[self as usize].get_or_init(|| {
            let mut darkest = -1.0;
            (0..STEPS)
                .map(|step| {
                    let wanted = lab(self.rgb(step as f32 / (STEPS - 1) as f32));
                    let nearest =
                        (16..=255_u8).filter(|index| lab(xterm(*index))[0] >= darkest).min_by(|a, b| {
                            distance(lab(xterm(*a)), wanted).total_cmp(&distance(lab(xterm(*b)), wanted))
                        });
                    let index = nearest.unwrap_or(231);
                    darkest = lab(xterm(index))[0];
                    index
                })
                .collect()
        })
    }
}

fn pick(indexes: &[u8], level: u8) -> Colour {
    Colour::Indexed(indexes[usize::from(level) * indexes.len() / 256])
}

/// Even in lightness, not in the numbers: CIE L* from 0 to 100.
fn grey(share: f32) -> [u8; 3] {
    let lightness = share.clamp(0.0, 1.0) * 100.0;
    let luminance = if lightness > 8.0 { ((lightness + 16.0) / 116.0).powi(3) } else { lightness / 903.3 };
    let value =
        if luminance > 0.003_130_8 { 1.055 * luminance.powf(1.0 / 2.4) - 0.055 } else { 12.92 * luminance };
    [(value * 255.0).round() as u8; 3]
}

/// What the xterm palette has at 16–255: a cube of 6³ and 24 greys.
fn xterm(index: u8) -> [u8; 3] {
    if index >= 232 {
        return [8 + 10 * (index - 232); 3];
    }
    let cube = index.saturating_sub(16);
    let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    [step(cube / 36), step(cube / 6 % 6), step(cube % 6)]
}

/// CIE L*a*b* (D65) of an sRGB colour.
fn lab(rgb: [u8; 3]) -> [f32; 3] {
    let [r, g, b] = rgb.map(|value| {
        let value = f32::from(value) / 255.0;
        if value > 0.040_45 { ((value + 0.055) / 1.055).powf(2.4) } else { value / 12.92 }
    });
    let f = |t: f32| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lightness(colour: Option<Colour>) -> f32 {
        match colour.expect("a colour") {
            Colour::Rgb(r, g, b) => lab([r, g, b])[0],
            Colour::Indexed(index) => lab(xterm(index))[0],
        }
    }

    #[test]
    fn equal_steps_of_level_are_equal_steps_of_lightness() {
        for map in Map::ALL {
            let at = |level: u8| lightness(map.colour(level, ColourDepth::True));
            let (dark, light) = (at(0), at(255));
            assert!(light - dark > 70.0, "{map:?}");
            for step in 0..=16_u8 {
                let level = (u16::from(step) * 255 / 16) as u8;
                let even = dark + (light - dark) * f32::from(level) / 255.0;
                assert!((at(level) - even).abs() < 6.0, "{map:?} at {level}: {} for {even}", at(level));
            }
        }
    }

    #[test]
    fn louder_is_never_darker_in_the_palette() {
        for map in Map::ALL {
            let steps: Vec<f32> =
                (0..=255).map(|level| lightness(map.colour(level, ColourDepth::Palette))).collect();
            assert!(steps.windows(2).all(|pair| pair[1] >= pair[0]), "{map:?}");
            let mut seen: Vec<u8> = map.palette().to_vec();
            seen.dedup();
            assert!(seen.len() >= 9, "{map:?} has only {} steps", seen.len());
        }
    }

    #[test]
    fn each_kind_of_terminal_gets_what_it_can_show() {
        assert_eq!(Map::Magma.colour(200, ColourDepth::None), None);
        assert_eq!(Map::Magma.colour(0, ColourDepth::Sixteen), Some(Colour::Indexed(0)));
        assert_eq!(Map::Grey.colour(255, ColourDepth::Sixteen), Some(Colour::Indexed(15)));
        assert_eq!(Map::Magma.colour(255, ColourDepth::True), Some(Colour::Rgb(252, 253, 191)));
    }
}
