//! Rows of the table. Each bench prints its own and keeps them; `cargo bench --bench table` writes BENCHMARKS.md from what is kept.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::time;

/// One figure beside its peer or its bar.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Row {
    pub what: String,
    /// Of which catalogue or matrix.
    pub size: String,
    pub segue: String,
    /// Beside what, with its figure; empty without a peer.
    pub beside: String,
    /// Medians of the rounds' ratios; empty without a peer.
    pub ratio: String,
    pub bar: String,
    /// Whether the bar is met; `None` without a bar.
    pub met: Option<bool>,
}

/// What one run of one bench measured.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// Order in the table.
    pub place: u32,
    pub command: String,
    pub machine: String,
    pub date: String,
    /// Load average when it began and when it ended.
    pub load: (String, String),
    /// Versions of the peers.
    pub versions: String,
    pub rows: Vec<Row>,
}

/// Where sheets are kept.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sheets")
}

impl Sheet {
    /// Begins a sheet for a command.
    pub fn begin(place: u32, command: &str) -> Self {
        let sheet = Self {
            place,
            command: command.to_owned(),
            machine: time::machine(),
            date: time::date(),
            load: (time::load(), String::new()),
            ..Self::default()
        };
        println!("{command}: {}, {}, load {}", sheet.machine, sheet.date, sheet.load.0);
        sheet
    }

    /// Prints and keeps a row.
    pub fn row(&mut self, row: Row) {
        let met = match row.met {
            Some(true) => "ok",
            Some(false) => "MISSED",
            None => "",
        };
        println!(
            "  {:44} {:26} {:>26}  {:38} {:>16}  {:22} {met}",
            row.what, row.size, row.segue, row.beside, row.ratio, row.bar
        );
        self.rows.push(row);
    }

    /// A figure that must stay below a bar.
    pub fn below(&mut self, what: &str, size: &str, value: f64, bar: f64, unit: &str, more: &str) {
        self.row(Row {
            what: what.into(),
            size: size.into(),
            segue: format!("{} {unit}{more}", short(value)),
            bar: format!("below {} {unit}", short(bar)),
            met: Some(value < bar),
            ..Row::default()
        });
    }

    /// Keeps the sheet, replacing rows of the same name and size from earlier runs of the same command.
    pub fn keep(mut self) {
        self.load.1 = time::load();
        let name: String = self.command.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        fs::create_dir_all(folder()).unwrap();
        fs::write(folder().join(format!("{name}.json")), serde_json::to_vec_pretty(&self).unwrap()).unwrap();
        println!("  load at the end {}", self.load.1);
    }
}

/// Three digits are enough.
pub fn short(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        v if v >= 0.9995 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}
