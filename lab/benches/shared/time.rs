//! Wall and processor time, medians, and what machine it was.

use std::time::Instant;

/// What a piece of work took, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Took {
    pub wall: f64,
    pub cpu: f64,
}

/// Seconds all threads of this process have worked; zero where the system does not say.
pub fn cpu() -> f64 {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let nanoseconds = tasks.flatten().filter_map(|task| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}

pub fn took<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (start, worked) = (Instant::now(), cpu());
    let out = work();
    (out, Took { wall: start.elapsed().as_secs_f64(), cpu: cpu() - worked })
}

pub fn median(values: Vec<f64>) -> f64 {
    percentile(values, 0.5)
}

/// The value below which the share `part` of the others lies.
pub fn percentile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let at = ((values.len() as f64 * part) as usize).min(values.len().saturating_sub(1));
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// Processor, cores and memory.
pub fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|l| l.strip_prefix("model name"));
    let model = model.map_or(std::env::consts::ARCH, |l| l.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = read("/proc/meminfo");
    let kilobytes = memory.split_whitespace().nth(1).and_then(|k| k.parse::<f64>().ok()).unwrap_or_default();
    format!("{model}, {cores} cores, {:.0} GB, {}", kilobytes / 1e6, segue::recommend::simd::instructions())
}

/// The load average of the last minute.
pub fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("?").to_owned()
}

pub fn date() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string()
}
