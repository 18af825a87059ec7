//! The README's list of keys is the table's; `UPDATE=1 cargo test --test readme` writes it anew.

use std::{fs, path::Path};

use segue::config::actions::markdown;

const BEGIN: &str = "<!-- keys: made from src/config/actions.rs -->\n";
const END: &str = "<!-- end of keys -->";

#[test]
fn the_readme_lists_the_keys_of_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).expect("the README");
    let (before, rest) = text.split_once(BEGIN).expect("the mark before the keys");
    let (keys, after) = rest.split_once(END).expect("the mark after the keys");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{}\n{END}{after}", markdown()))
            .expect("the README is written");
    } else {
        assert_eq!(keys.trim(), markdown().trim(), "run UPDATE=1 cargo test --test readme");
    }
}
