//! stratum-dsp on every clip of a folder (`*.f32`, mono, 22,050 Hz): `name bpm tonic mode seconds` a line.

use std::{env, fs, time::Instant};

use stratum_dsp::{AnalysisConfig, Key, analyze_audio};

fn main() {
    let folder = env::args().nth(1).expect("a folder");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "f32"));
    files.sort();
    for path in files {
        let bytes = fs::read(&path).expect("the clip");
        let samples: Vec<f32> =
            bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let start = Instant::now();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match analyze_audio(&samples, 22_050, AnalysisConfig::default()) {
            Ok(found) => {
                let (tonic, mode) = match found.key {
                    Key::Major(tonic) => (tonic, "major"),
                    Key::Minor(tonic) => (tonic, "minor"),
                };
                println!("{name} {} {tonic} {mode} {}", found.bpm, start.elapsed().as_secs_f64());
            }
            Err(_) => println!("{name} 0 0 none {}", start.elapsed().as_secs_f64()),
        }
    }
}
