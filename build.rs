//! Tells the program which commit it is made from.
//!
//! Only optimised builds ask: a developer's tests would be compiled anew after each commit.

use std::{env, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SEGUE_COMMIT");
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = env::var("SEGUE_COMMIT").ok().or_else(|| release.then(head).flatten());
    println!("cargo::rustc-env=SEGUE_COMMIT={}", commit.unwrap_or_default());
}

/// The checkout's commit in short; none where this is no checkout or git is missing.
fn head() -> Option<String> {
    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/logs/HEAD");
    let out = Command::new("git").args(["rev-parse", "--short=9", "HEAD"]).output().ok()?;
    let commit = String::from_utf8(out.stdout).ok()?.trim().to_owned();
    (out.status.success() && !commit.is_empty()).then_some(commit)
}
