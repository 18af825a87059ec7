//! Light and dark: the terminal is asked for its background, and one that says nothing is taken for dark.

use super::harness::{Color, House, dig, quit};

const ON_LIGHT: Color = Color::Rgb(0x1b, 0x19, 0x13);
const ON_DARK: Color = Color::Rgb(0xef, 0xec, 0xe4);

#[test]
fn titles_can_be_read_on_either_background() {
    for (grey, answers, title) in [(255, true, ON_LIGHT), (0, true, ON_DARK), (255, false, ON_DARK)] {
        let house = House::new();
        let terminal = house.terminal().env("COLORTERM", "truecolor");
        let mut screen = house.start_in(terminal.background_rgb(grey, grey, grey).answer_queries(answers));
        dig(&mut screen);
        let shown = screen.screen();
        let (row, column) = shown.find("Fade 2 Black").unwrap();
        assert_eq!(shown.cell(row, column).unwrap().style().fg, title, "{grey} {answers}");
        quit(screen);
    }
}

#[test]
fn a_theme_that_is_set_asks_nobody() {
    let house = House::new();
    std::fs::write(house.dir.path().join("config.toml"), "[screen]\ntheme = \"dark\"\n").unwrap();
    let config = house.dir.path().join("config.toml").display().to_string();
    let terminal = house.terminal().env("COLORTERM", "truecolor").env("SEGUE_CONFIG", &config);
    let mut screen = house.start_in(terminal.background_rgb(255, 255, 255));
    dig(&mut screen);
    let shown = screen.screen();
    let (row, column) = shown.find("Fade 2 Black").unwrap();
    assert_eq!(shown.cell(row, column).unwrap().style().fg, ON_DARK);
    quit(screen);
}
