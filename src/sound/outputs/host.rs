//! This host's name, and the lines that bring its sound to a laptop.

use std::path::Path;

/// As others call this computer; `HOST` where it has no name.
pub fn name() -> String {
    let told = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = told.or_else(|| std::env::var("HOSTNAME").ok()).or_else(|| std::env::var("COMPUTERNAME").ok());
    let sound = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    told.map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && name.chars().all(sound))
        .unwrap_or_else(|| "HOST".to_owned())
}

/// The line for a laptop that plays what the running program plays.
pub fn listen_line() -> String {
    format!("ssh {} segue listen | mpv -", name())
}

/// The line for a laptop that lends its own sound server, whose socket is then `path` here.
pub fn forward_line(path: &Path) -> String {
    // The laptop's shell fills in the laptop's user.
    format!("ssh -R {}:/run/user/$(id -u)/pulse/native {}", path.display(), name())
}
