//! The mixes that are measured on.

use std::{error::Error, path::PathBuf};

use clap::Args;
use segue::{
    catalogue::{Catalogue, Writer, starter},
    import::{self, ImportProgress, ImportWatch},
    track::Rules,
};

use crate::evaluate::Corpus;

/// Where they come from.
#[derive(Args, Clone, Debug)]
#[allow(clippy::struct_field_names, reason = "it is the flag's name")]
pub(super) struct Mixes {
    /// Mixes in any form `segue import` reads [default: the starter's]
    #[arg(long, value_name = "FILE", conflicts_with = "data_dir")]
    mixes: Vec<PathBuf>,
    /// Those of a data folder's catalogue
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Every spelling is a record of its own: without the reviewed list of aliases
    #[arg(long, conflicts_with = "data_dir")]
    no_aliases: bool,
}

pub(super) type Failed = Box<dyn Error + Send + Sync>;

impl Mixes {
    pub(super) fn corpus(&self) -> Result<Corpus, Failed> {
        if let Some(folder) = &self.data_dir {
            let catalogue = Catalogue::open(&folder.join("catalogue.db"))?;
            return Ok(Corpus::of(&catalogue, Rules::current())?);
        }
        if !self.mixes.is_empty() {
            return from_files(&self.mixes, &self.rules());
        }
        let rules = self.rules();
        let mut writer = Writer::in_memory_with(&rules)?;
        starter::load(&mut writer)?;
        Ok(Corpus::of(&writer, &rules)?)
    }

    fn rules(&self) -> Rules {
        let rules = Rules::current();
        if self.no_aliases { rules.without_aliases() } else { rules.clone() }
    }
}

/// Files one after the other as one corpus.
pub(super) fn from_files(paths: &[PathBuf], rules: &Rules) -> Result<Corpus, Failed> {
    let mut writer = Writer::in_memory_with(rules)?;
    for path in paths {
        let mut progress = |_: ImportProgress| {};
        import::import(path, &mut writer, &mut ImportWatch { progress: &mut progress, stop: &|| false })?;
    }
    Ok(Corpus::of(&writer, rules)?)
}
