//! Which filters there are.

use crate::app::answer::{NEW_TO_ME, NOT_MINE};

/// One filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// By the last year.
    Since,
    /// By DJs in common.
    Djs,
    /// By how many of one artist.
    PerArtist,
    /// By the seeds' artists.
    OwnArtist,
    /// By what was auditioned.
    Heard,
    /// By what is queued.
    Queued,
    /// By the year it came out.
    Years,
    /// By the styles of its mixes.
    Styles,
    /// By who has played it.
    PlayedBy,
    /// By whether any mix has it.
    Played,
    /// By tempo and key.
    Fit,
    /// By the seed's key.
    SameKey,
    /// By the seed's tempo.
    Bpm,
    /// By the style that the seed sounds like.
    Genre,
    /// By what the user has.
    Mine,
    /// By whether the user has played it in a set of their own.
    NewToMe,
    /// By what the user has played.
    Own,
}

impl Filter {
    /// All, in the order of the bar: those first that narrow pages too.
    pub const ALL: [Self; 17] = [
        Self::Years,
        Self::Styles,
        Self::PlayedBy,
        Self::Mine,
        Self::NewToMe,
        Self::Heard,
        Self::Queued,
        Self::PerArtist,
        Self::Fit,
        Self::SameKey,
        Self::Bpm,
        Self::Since,
        Self::Djs,
        Self::OwnArtist,
        Self::Played,
        Self::Own,
        Self::Genre,
    ];
    /// Those that narrow pages of DJs, labels and artists too.
    pub const OF_PAGES: &'static [Self] = Self::ALL.split_at(10).0;

    /// What it does.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Since => "last played since",
            Self::Djs => "DJs in common, at least",
            Self::PerArtist => "rows of one artist, at most",
            Self::OwnArtist => "without the seed's artists",
            Self::Heard => "without what was auditioned",
            Self::Queued => "without what is queued",
            Self::Years => "out, or first played, in",
            Self::Styles => "in mixes of the style",
            Self::PlayedBy => "played by the DJ",
            Self::Played => "played in a mix",
            Self::Mine => NOT_MINE,
            Self::NewToMe => NEW_TO_ME,
            Self::Fit => "tempo and key fit",
            Self::SameKey => "in the seed's key",
            Self::Bpm => "bpm from the seed, at most",
            Self::Genre => "style it sounds like",
            Self::Own => "in my own sets",
        }
    }

    /// Whether its value is written, not chosen.
    #[must_use]
    pub fn is_written(self) -> bool {
        matches!(self, Self::Styles | Self::PlayedBy)
    }

    /// Whether it is on or off and nothing else.
    #[must_use]
    pub fn is_switch(self) -> bool {
        matches!(
            self,
            Self::OwnArtist | Self::NewToMe | Self::Heard | Self::Queued | Self::Fit | Self::SameKey
        )
    }

    /// Whether the library applies it, which then lists as many rows as ever; the others hide rows of the list.
    #[must_use]
    pub fn is_asked(self) -> bool {
        use Filter::{Genre, Mine, NewToMe, Own, Played, PlayedBy, Styles, Years};
        matches!(self, Years | Styles | PlayedBy | Played | Mine | NewToMe | Genre | Own)
    }
}
