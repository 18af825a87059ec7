//! The mixes that are measured on.

use std::{error::Error, path::PathBuf};

use clap::Args;
use segue::{
    catalogue::{Catalogue, Writer, starter},
    import::{self, ImportProgress, ImportWatch},
};

use crate::evaluate::Corpus;

/// Where they come from.
#[derive(Args, Clone, Debug)]
pub(super) struct Mixes {
    /// Mixes in any form `segue import` reads [default: the starter's]
    #[arg(long, value_name = "FILE", conflicts_with = "data_dir")]
    mixes: Vec<PathBuf>,
    /// Those of a data folder's catalogue
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

pub(super) type Failed = Box<dyn Error + Send + Sync>;

impl Mixes {
    pub(super) fn corpus(&self) -> Result<Corpus, Failed> {
        if let Some(folder) = &self.data_dir {
            return Ok(Corpus::of(&Catalogue::open(&folder.join("catalogue.db"))?)?);
        }
        if !self.mixes.is_empty() {
            return from_files(&self.mixes);
        }
        let mut writer = Writer::in_memory()?;
        starter::load(&mut writer)?;
        Ok(Corpus::of(&writer)?)
    }
}

/// Files one after the other as one corpus.
pub(super) fn from_files(paths: &[PathBuf]) -> Result<Corpus, Failed> {
    let mut writer = Writer::in_memory()?;
    for path in paths {
        let mut progress = |_: ImportProgress| {};
        import::import(path, &mut writer, &mut ImportWatch { progress: &mut progress, stop: &|| false })?;
    }
    Ok(Corpus::of(&writer)?)
}
