//! What the system says about a running process.

use std::fs;

/// Kilobytes by the names of `/proc/PID/status`, such as `RssAnon`.
pub fn kilobytes(pid: u32, name: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(&format!("{name}:")));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(f64::NAN)
}

/// Processor seconds of all its threads, those that have ended too.
pub fn cpu(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let mut ticks = after.split_whitespace().skip(11).map(|t| t.parse::<f64>().unwrap_or(0.0));
    (ticks.next().unwrap_or(0.0) + ticks.next().unwrap_or(0.0)) / 100.0
}

/// Bytes it has handed to the disk.
pub fn written(pid: u32) -> f64 {
    let io = fs::read_to_string(format!("/proc/{pid}/io")).unwrap_or_default();
    let line = io.lines().find_map(|line| line.strip_prefix("write_bytes: "));
    line.and_then(|bytes| bytes.trim().parse().ok()).unwrap_or(f64::NAN)
}
