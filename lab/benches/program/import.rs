//! XML dumps into an empty catalogue, by a process of its own so that its memory can be seen; beside plain unpacking.

use std::{path::Path, process::Command, time::Instant};

use segue::{
    catalogue::Writer,
    import::{ImportWatch, import},
};

use super::{
    per_second,
    shared::{
        made::{FULL, folder},
        process,
        rows::{Sheet, short},
    },
};

/// Runs in the process of its own: imports, and says mixes, seconds, processor seconds and the most memory.
pub fn alone(file: &Path) {
    let data = tempfile::tempdir_in(folder()).unwrap();
    let begin = Instant::now();
    let mut writer =
        Writer::acquire(&data.path().join("catalogue.db"), &data.path().join("user.db")).unwrap();
    let report =
        import(file, &mut writer, &mut ImportWatch { progress: &mut |_| {}, stop: &|| false }).unwrap();
    let seconds = begin.elapsed().as_secs_f64();
    let pid = std::process::id();
    let peak = process::kilobytes(pid, "VmHWM") / 1e3;
    println!("{} {seconds} {} {peak}", report.mixes_added, process::cpu(pid));
}

/// Mixes, seconds, processor seconds and the most memory in MB of an import in a process of its own.
pub fn imported(file: &Path) -> (f64, f64, f64, f64) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["import-alone".as_ref(), file.as_os_str()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [mixes, seconds, cpu, peak] = figures[..] else {
        panic!("{said}{}", String::from_utf8_lossy(&output.stderr));
    };
    (mixes, seconds, cpu, peak)
}

pub fn rates(sheet: &mut Sheet) {
    for (name, unpack, bar) in [("mixes.xml.gz", "gzip", 2000.0), ("mixes.xml.bz2", "bzip2", 1000.0)] {
        let file = FULL.file(name);
        let (mixes, seconds, cpu, peak) = imported(&file);
        let begin = Instant::now();
        let unpacked =
            Command::new(unpack).arg("-dc").arg(&file).stdout(std::process::Stdio::null()).status();
        let alone = begin.elapsed().as_secs_f64();
        let beside = if unpacked.is_ok_and(|status| status.success()) {
            let ratio = format!("{} x", short(alone / seconds));
            (format!("{unpack} -dc alone {} mixes/s", short(mixes / alone)), ratio)
        } else {
            (String::new(), String::new())
        };
        per_second(sheet, &format!("import of {name}"), FULL.name, mixes / seconds, bar, beside);
        sheet.below(
            &format!("import of {name}: processor time a mix"),
            FULL.name,
            cpu / mixes * 1e6,
            1e6 / bar,
            "µs",
            "",
        );
        sheet.below(&format!("import of {name}: most memory"), FULL.name, peak, 300.0, "MB", "");
    }
}
