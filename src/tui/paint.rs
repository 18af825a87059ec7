//! Roles to styles at the depth of colour the terminal has.

use ratatui::style::{Color, Modifier, Style};

use crate::config::theme::{Rgb, Role, RoleLook, Theme, ThemeError};

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// None: weights only.
    None,
    /// The terminal's own sixteen.
    Sixteen,
    /// The xterm palette.
    Palette,
    /// 24 bits.
    True,
}

/// What the terminal's background is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Dark, or nobody knows.
    #[default]
    Dark,
    /// Light.
    Light,
}

/// A theme at a depth.
#[derive(Clone, Debug)]
pub struct Paint {
    theme: Theme,
    depth: Depth,
    /// The theme is that of the terminal's background.
    follows: bool,
}

impl Paint {
    /// The theme at this depth.
    #[must_use]
    pub fn new(theme: Theme, depth: Depth) -> Self {
        Self { theme, depth, follows: false }
    }

    /// The dark theme, until the terminal says that its background is light.
    pub fn of_ground(depth: Depth) -> Result<Self, ThemeError> {
        Ok(Self { follows: true, ..Self::new(Theme::named("dark")?, depth) })
    }

    /// Whether it is to change with the terminal's background.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.follows
    }

    /// The terminal's background is this.
    pub fn stand_on(&mut self, ground: Ground) {
        let name = if ground == Ground::Light { "light" } else { "dark" };
        if let Some(theme) = Theme::named(name).ok().filter(|_| self.follows) {
            self.theme = theme;
        }
    }

    /// The depth.
    #[must_use]
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        let look = self.theme.look(role);
        let mut style = Style::new();
        match self.depth {
            Depth::None => {
                if look.reverse {
                    style = style.add_modifier(Modifier::REVERSED);
                }
                if look.dim {
                    style = style.add_modifier(Modifier::DIM);
                }
            }
            Depth::Sixteen => {
                style.fg = look.fg16.map(|n| n.0);
                style.bg = look.bg16.map(|n| n.0);
            }
            Depth::Palette => {
                style.fg = look.fg.map(|c| Color::Indexed(nearest(c)));
                style.bg = look.bg.map(|c| Color::Indexed(nearest(c)));
            }
            Depth::True => {
                style.fg = look.fg.map(|Rgb(r, g, b)| Color::Rgb(r, g, b));
                style.bg = look.bg.map(|Rgb(r, g, b)| Color::Rgb(r, g, b));
            }
        }
        style.add_modifier(weights(&look))
    }
}

fn weights(look: &RoleLook) -> Modifier {
    let mut weights = Modifier::empty();
    weights.set(Modifier::BOLD, look.bold);
    weights.set(Modifier::ITALIC, look.italic);
    weights.set(Modifier::UNDERLINED, look.underline);
    weights
}

/// The nearest colour of the xterm palette: its 6 × 6 × 6 cube or its greys.
fn nearest(Rgb(r, g, b): Rgb) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |v: u8| (0..6).min_by_key(|&i| STEPS[i].abs_diff(v)).unwrap_or(0);
    let far =
        |a: [u8; 3]| -> u32 { [r, g, b].iter().zip(a).map(|(&x, y)| u32::from(x.abs_diff(y)).pow(2)).sum() };
    let (i, j, k) = (step(r), step(g), step(b));
    let cube = far([STEPS[i], STEPS[j], STEPS[k]]);
    let mean = (u32::from(r) + u32::from(g) + u32::from(b)) / 3;
    let grey = (mean.saturating_sub(3) / 10).min(23) as u8;
    let level = 8 + grey * 10;
    if far([level; 3]) < cube { 232 + grey } else { (16 + 36 * i + 6 * j + k) as u8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_fall_to_the_nearest_of_the_palette() {
        assert_eq!(nearest(Rgb(0, 0, 0)), 16);
        assert_eq!(nearest(Rgb(255, 255, 255)), 231);
        assert_eq!(nearest(Rgb(95, 135, 175)), 67);
        assert_eq!(nearest(Rgb(38, 38, 38)), 235);
    }

    #[test]
    fn the_theme_is_that_of_the_background_unless_one_is_set() {
        let style = |paint: &Paint| paint.style(Role::Title);
        let mut paint = Paint::of_ground(Depth::True).unwrap();
        let dark = style(&paint);
        paint.stand_on(Ground::Light);
        assert_eq!(style(&paint), style(&Paint::new(Theme::named("light").unwrap(), Depth::True)));
        assert_ne!(style(&paint), dark);
        let mut set = Paint::new(Theme::named("dark").unwrap(), Depth::True);
        set.stand_on(Ground::Light);
        assert_eq!(style(&set), dark);
    }

    #[test]
    fn without_colour_nothing_is_coloured_but_the_cursor_still_shows() {
        for name in ["dark", "light"] {
            let paint = Paint::new(Theme::named(name).unwrap(), Depth::None);
            for role in crate::config::theme::ROLES {
                let style = paint.style(role);
                assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
            }
            assert!(paint.style(Role::Cursor).add_modifier.contains(Modifier::REVERSED));
            assert!(paint.style(Role::Selected).add_modifier.contains(Modifier::REVERSED));
        }
    }

    /// Relative luminance, as WCAG 2 defines it.
    fn luminance(Rgb(r, g, b): Rgb) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    #[test]
    fn of_sixteen_colours_no_word_on_a_light_ground_is_light() {
        let theme = Theme::named("light").unwrap();
        let words = |role: &Role| !matches!(role, Role::Faint | Role::Border);
        for role in crate::config::theme::ROLES.into_iter().filter(words) {
            let look = theme.look(role);
            let fg = look.fg16.map(|colour| colour.0).filter(|_| look.bg16.is_none());
            assert!(!matches!(fg, Some(Color::Gray | Color::White)), "{role:?}");
        }
    }

    #[test]
    fn every_word_can_be_read_on_its_ground() {
        // Rules, borders and dashes are there to be overlooked.
        let words = |role: &Role| !matches!(role, Role::Faint | Role::Border);
        for (name, ground) in [("dark", Rgb(0x1e, 0x1e, 0x1e)), ("light", Rgb(255, 255, 255))] {
            let theme = Theme::named(name).unwrap();
            let popup = theme.look(Role::Popup).bg.unwrap();
            for role in crate::config::theme::ROLES.into_iter().filter(words) {
                let look = theme.look(role);
                for ground in [look.bg.unwrap_or(ground), look.bg.unwrap_or(popup)] {
                    let (a, b) = (luminance(look.fg.unwrap()), luminance(ground));
                    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(contrast >= 3.5, "{name} {role:?} {contrast:.1}");
                }
            }
        }
    }
}
