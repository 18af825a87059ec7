//! What the program answers with and is asked with: data of the rooms below, and words about it, without a store, a client or a
//! thread. The doors name these things here.

// Lists, pages and what stands behind a row.
pub use crate::library::{
    Follows, MixingFacts, OwnSets, Together,
    browse::{Browse, BrowseAnswer, BrowseBy, BrowseRow, StyleCount, StylesAnswer},
    news::Interest,
    player::MixPlayer,
    query::{
        ArtistPage, By, CountedRow, DatedRow, EntryRow, Evidence, Kinship, LabelPage, ListeningCounts, Marks,
        MixPage, MixRow, NewMix, News, PageHit, PageKind, PlayOrder, PlayRow, SearchAnswer, SearchHit,
        SimilarAnswer, SimilarRow, StraightAfter, TrackPage, TrackRow, Why, YOU,
    },
    resolve::{is_audio, is_link},
    similar::{
        NEAR,
        controls::{
            Controls, NEW_TO_ME, NOT_MINE, ONLY_MINE, Only, djs_name, own_name, played_name, styles_name,
            years_name,
        },
    },
    sound::Kin,
    transitions::Transition,
    unknown_row,
};

// Sets, and what is imported.
pub use crate::{
    catalogue::{DjSet, entry_name},
    import::{
        Confirm, Encoding, ImportProgress, ImportReport, ListPreview, PreviewLine, SetState,
        found::FoundPlace, spotify::SpotifyImport,
    },
    wikitext::parse as parse_wikitext,
};

// A queue that goes out.
pub use crate::{
    export::{ExportRecord, Format, NamedQueue, file_name, plain},
    spotify::{
        Aim, ExportActivity,
        matching::{MatchRow, Matched, SpotifyTrack},
        playlists::PlaylistReport,
    },
};

// What is heard, and how it looks.
pub use crate::{
    preview::{Match, Passage, Provider, ProviderMatch, Refusal, Silent, Wanted},
    sound::{
        key::{Mode, MusicalKey, camelot},
        mixable::{KeyFit, Settled, other_level},
        outputs::{OutputChoice, OutputError, OutputKind, OutputPlace},
        player::{PlaybackPhase, PlayerCommand},
        spectrogram::{
            CellGlyphs, Colour, ColourDepth, Grid, Map, Range, Sweep, hertz_labels, render, swept_labels,
            time_labels,
        },
        structure::{MixPoint, PointKind},
    },
};

// What is fetched and fitted.
pub use crate::{
    recommend::als::FitProgress,
    updater::{Order, Slice, SliceOffer, UpdateActivity, roughly},
};
