//! `segue-lab evaluate --sound`: how well listening tells the music of a folder apart.

use std::{io, path::Path};

use rayon::prelude::*;

use segue::sound::projection::Projection;

use super::{
    Global, Outcome,
    evaluate::EvaluateArgs,
    percent_bar, pools,
    table::{self, Side},
};
use crate::sound::{Clip, Options, Rate, Report, Skipped, clips, evaluate, tracks};

pub(super) fn run(global: &Global, folder: &Path, args: &EvaluateArgs) -> Outcome {
    let unreadable = |e: io::Error| {
        format!(
            "cannot read {}: {e}. Name a folder of music, a folder in it being an album.",
            folder.display()
        )
    };
    let tracks = tracks(folder).map_err(unreadable)?;
    let pools = pools()?;
    let bar = percent_bar();
    bar.set_length(tracks.len() as u64);
    bar.set_message("decoding");
    let cut: Vec<Result<Vec<Clip>, Skipped>> = pools.interactive().install(|| {
        let each = tracks.par_iter().enumerate();
        each.map(|(number, track)| clips(number, track)).inspect(|_| bar.inc(1)).collect()
    });
    let (mut all, mut skipped) = (Vec::new(), Vec::new());
    for cut in cut {
        match cut {
            Ok(clips) => all.extend(clips),
            Err(left_out) => skipped.push(left_out),
        }
    }
    if all.is_empty() {
        let folder = folder.display();
        return Err(
            format!("no track in {folder} is long enough: three clips of 30 s are cut from each").into()
        );
    }
    let options = Options {
        levels: args.levels.clone(),
        patches: args.patches.iter().map(|&p| p as usize).collect(),
        seed: args.seed,
    };
    bar.set_message("listening");
    let progress = |done: usize, of: usize| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    };
    let mut written = Ok(());
    let mut keep = |level: Option<f32>, projection: &Projection| {
        if let Some(folder) = &args.projections {
            written = std::mem::replace(&mut written, Ok(())).and_then(|()| write(folder, level, projection));
        }
    };
    let report = evaluate(&all, &options, pools.interactive(), &progress, &mut keep, &|| false)
        .map_err(|e| format!("the network that listens cannot be used: {e}"))?;
    bar.finish_and_clear();
    written?;
    let report = Report { skipped, ..report };
    global.print(&report, |out| show(&report, out))
}

/// Weights and bias as `.npy` files, named after the level.
fn write(folder: &Path, level: Option<f32>, projection: &Projection) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let level = level.map_or_else(|| "off".to_owned(), |level| level.to_string());
    let [weights, bias] = projection.to_npy();
    std::fs::write(folder.join(format!("weights{level}.npy")), weights)?;
    std::fs::write(folder.join(format!("bias{level}.npy")), bias)
}

fn show(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "{} clips of {} tracks in {} folders; by chance {:.3} and {:.3}; {} tracks left out",
        report.clips,
        report.tracks,
        report.albums,
        report.chance.0,
        report.chance.1,
        report.skipped.len()
    )?;
    let rate = |r: &Rate| format!("{:.3} [{:.3}, {:.3}]", r.value, r.low, r.high);
    let rows: Vec<Vec<String>> = report
        .results
        .iter()
        .map(|line| {
            let level = line.level.map_or_else(|| "as it is".to_owned(), |level| format!("{level} LUFS"));
            let times = |ratio: f64| format!("{ratio:.3} x");
            let (track, album) = line.of_penultimate;
            vec![
                line.feature.clone(),
                level,
                line.patches.to_string(),
                rate(&line.track),
                times(track),
                rate(&line.album),
                times(album),
            ]
        })
        .collect();
    let columns = [
        ("compared by", Side::Left),
        ("level", Side::Left),
        ("patches", Side::Right),
        ("same track", Side::Left),
        ("of penultimate", Side::Right),
        ("same album", Side::Left),
        ("of penultimate", Side::Right),
    ];
    table::write(out, &columns, &rows)?;
    for d in &report.differences {
        writeln!(out, "{} less {}: track {}, album {}", d.of, d.less, rate(&d.track), rate(&d.album))?;
    }
    for left_out in &report.without {
        writeln!(out, "without {}: {}", left_out.what, left_out.reason)?;
    }
    Ok(())
}
