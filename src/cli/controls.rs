//! The flags that say what a list leaves out.

use clap::Args;

use crate::{
    app::answer::{Controls, OwnSets},
    track::Years,
};

/// What to leave out.
#[derive(Args, Clone, Debug, Default)]
pub struct ControlArgs {
    /// The rarity dial: 0 recurring records, 0.2 rarer ones [default: recommend.rarity of the settings]
    #[arg(long, value_name = "S", value_parser = up_to(10.0))]
    pub rarity: Option<f32>,
    /// At most N rows by any one artist
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub per_artist: Option<u32>,
    /// Only what came out (or was first played) in these years: 1995..2005, 2015.., ..1999, 2020
    #[arg(long, value_name = "YEARS")]
    pub years: Option<Years>,
    /// Only what is in mixes of one of these styles
    #[arg(long, value_name = "STYLE,…", value_delimiter = ',')]
    pub styles: Vec<String>,
    /// Only what one of these DJs has played
    #[arg(long, value_name = "DJ,…", value_delimiter = ',')]
    pub djs: Vec<String>,
    /// Your own sets: count them, leave out what only they hold, or ask them alone
    #[arg(long, value_enum, value_name = "HOW")]
    pub own: Option<OwnSets>,
    /// Nothing that is in your folders and collections
    #[arg(long)]
    pub not_mine: bool,
    /// Nothing that you have played in your own sets
    #[arg(long)]
    pub new_to_me: bool,
    /// What your own sets, likes and queues weigh, from three sets on: 0 everyone's taste alone, 1 as set, more for yours
    #[arg(long, value_name = "X", value_parser = up_to(20.0))]
    pub you: Option<f32>,
}

impl ControlArgs {
    /// What they leave out, but for what is the user's.
    pub(super) fn asked(&self) -> Controls {
        let names = |names: &[String]| {
            names.iter().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect::<Vec<_>>()
        };
        Controls {
            per_artist: self.per_artist.map(|n| n as usize),
            years: self.years,
            styles: names(&self.styles),
            djs: names(&self.djs),
            own: self.own.unwrap_or_default(),
            new_to_me: self.new_to_me,
            ..Controls::default()
        }
    }
}

/// Reads a number from 0 to `most`.
pub(super) fn up_to(most: f32) -> impl Fn(&str) -> Result<f32, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| (0.0..=most).contains(number));
        number.ok_or_else(|| format!("a number from 0 to {most}"))
    }
}
