//! The thin binary: parse the command line, call one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    segue_lab::cli::main()
}
