//! The flags that every command takes.

use std::path::PathBuf;

use clap::Args;

/// Flags before or after any command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "For every command")]
pub struct Global {
    /// Settings file [default: the platform's configuration folder]
    #[arg(long, global = true, value_name = "FILE", env = "SEGUE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Folder for databases and models [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "SEGUE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Stay off the network
    #[arg(long, global = true)]
    pub offline: bool,
    /// Leave a fresh data folder empty; so does `SEGUE_STARTER=0`
    #[arg(long, global = true)]
    pub no_starter: bool,
    /// One JSON document on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Say more on stderr; twice: everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}
