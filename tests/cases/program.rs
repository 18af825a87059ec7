//! The program itself on files that go wrong in parts.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

use crate::case;

/// The binary with a data folder of its own.
pub struct Program {
    dir: tempfile::TempDir,
}

impl Program {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        fs::write(dir.path().join("config.toml"), "[recommend]\nfactors = 8\niterations = 3\n")
            .expect("written");
        Self { dir }
    }

    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        fs::write(&path, text).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    }

    pub fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_segue"))
            .args(args)
            .arg("--offline")
            .env("SEGUE_DATA_DIR", self.dir.path().join("data"))
            .env("SEGUE_CONFIG", self.dir.path().join("config.toml"))
            .env("SEGUE_STARTER", "0")
            .output()
            .expect("the binary runs")
    }

    /// What a command that succeeds prints.
    pub fn ok(&self, args: &[&str]) -> String {
        let out = self.run(args);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(0), "{args:?}: {said}");
        String::from_utf8(out.stdout).expect("UTF-8")
    }

    pub fn json(&self, args: &[&str]) -> Value {
        let text = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str(&text).expect("JSON")
    }

    /// The queue that a file's import makes.
    pub fn queue_of(&self, file: &Path) -> String {
        let report = self.json(&["import", file.to_str().expect("UTF-8")]);
        report["queues"][0].as_str().expect("a queue").to_owned()
    }
}

#[test]
fn of_several_arguments_each_is_tried() {
    let program = Program::new();
    let folder = case("51-import-several-one-fails");
    let file = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let files = ["a.csv", "m.jsonl", "missing.csv", "b.csv"].map(file);
    let args: Vec<&str> =
        ["import", "--no-refit"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let out = program.run(&args);
    assert_eq!(out.status.code(), Some(1));
    let (told, said) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(told.contains("1 mix added") && told.contains("2 records of your own"), "{told}");
    assert!(said.contains("missing.csv"), "{said}");
    assert!(program.ok(&["search", "mixed"]).contains("Mixed"));
    let out = program.run(&[&args[..], &["--json"]].concat());
    let document: Value = serde_json::from_slice(&out.stdout).expect("one document");
    assert!(
        document["failed"][0]["path"].as_str().is_some_and(|path| path.ends_with("missing.csv")),
        "{document}"
    );
    assert_eq!((out.status.code(), document["tracks_owned"].as_u64()), (Some(1), Some(2)));
}

#[test]
fn a_queue_row_that_no_mix_has_goes_and_comes() {
    let program = Program::new();
    program.ok(&["import", case("42-queue-row-not-in-library/mine.csv").to_str().expect("UTF-8")]);
    program.ok(&["queue", "--name", "mine", "remove", "Lumen Vale - Slow Tide"]);
    let left = program.ok(&["queue", "--name", "mine", "list"]);
    assert!(!left.contains("Slow Tide") && left.contains("Glass Ferry"), "{left}");
    let added = program.ok(&["queue", "--name", "other", "add", "Oda Kern - Glass Ferry", "slow tide"]);
    assert!(added.contains("Glass Ferry") && added.contains("Slow Tide"), "{added}");
    assert_eq!(
        program.run(&["queue", "--name", "mine", "remove", "No One - Nothing"]).status.code(),
        Some(1)
    );
}

#[test]
fn a_stub_dump_erases_nothing() {
    let program = Program::new();
    let import = |name: &str| {
        let file = case("23-dump-stub-empty-text").join(name);
        program.run(&["import", "--no-refit", file.to_str().expect("UTF-8")])
    };
    let kept = || program.ok(&["mix", "2024-02-01 - DJ Test - Kept"]);
    import("full.xml");
    let before = kept();
    let stub = import("stub.xml");
    let said = [stub.stdout, stub.stderr].concat();
    assert!(
        String::from_utf8_lossy(&said).contains("is not in the file"),
        "{}",
        String::from_utf8_lossy(&said)
    );
    assert_eq!(kept(), before);
    import("empty.xml");
    assert_eq!(
        program.json(&["mix", "2024-02-03 - DJ Test - After"])["entries"].as_array().map(Vec::len),
        Some(3)
    );
}

#[test]
fn other_packers_and_folders_are_named() {
    let program = Program::new();
    let zip = program.file("a.csv", "PK\u{3}\u{4}rest");
    let said = String::from_utf8_lossy(&program.run(&["import", &zip]).stderr).into_owned();
    assert!(said.contains("zip") && said.contains("unpack"), "{said}");
    let empty = tempfile::tempdir().expect("temporary folder");
    let said = program.run(&["import", empty.path().to_str().expect("UTF-8")]).stderr;
    assert!(!String::from_utf8_lossy(&said).contains("line 1"), "{}", String::from_utf8_lossy(&said));
}
