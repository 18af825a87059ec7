//! Handing the queue over, as the screen knows it.

use crate::{
    app::{
        answer::{
            Aim, ExportActivity, Format, MatchRow, Matched, PlaylistReport, SpotifyImport, SpotifyTrack,
        },
        export::{Before, ExportCommand, ExportTrouble, Imported},
    },
    tui::{popup::listbox::ListBox, state::textbox::TextBox, text::plural},
};

/// Everything about it.
#[derive(Clone, Debug, Default)]
pub struct Exporting {
    /// What is shown.
    pub stage: Stage,
    /// The chosen line.
    pub list: ListBox,
    /// The line one writes: an address, a path, a link.
    pub input: TextBox,
    /// Where the queue went before.
    pub before: Option<Before>,
    /// Why Spotify cannot be asked.
    pub closed: Option<String>,
    /// Somebody is logged in to it.
    pub logged_in: bool,
    /// A word above the lines.
    pub note: Option<String>,
    /// Where the queue goes, once that is said.
    pub goal: Option<ExportGoal>,
    /// What goes on once somebody is logged in.
    pub pending: Option<ExportCommand>,
    /// What is to be done once the queue is stored.
    pub held: Option<ExportCommand>,
    /// The review that goes on behind.
    pub review: Review,
}

/// Where the queue goes.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportGoal {
    /// There.
    Known(Aim),
    /// To one of the user's own playlists, which is still to be chosen.
    Choose(PlaylistWay),
}

/// How the queue's records stand to those of the playlist they go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaylistWay {
    /// After them.
    After,
    /// In their place.
    Instead,
}

impl PlaylistWay {
    /// To this playlist.
    #[must_use]
    pub fn into(self, playlist: String) -> Aim {
        match self {
            Self::After => Aim::Append(playlist),
            Self::Instead => Aim::Replace(playlist),
        }
    }
}

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Where to.
    #[default]
    Menu,
    /// A login waits for this address.
    Login(String),
    /// Something goes on.
    Busy(String, Option<(usize, usize)>),
    /// The rows before they go.
    Review,
    /// A link for a row of the review.
    Link(usize),
    /// One of the user's own playlists.
    Playlists(Vec<(String, String)>, PlaylistWay),
    /// What can be imported.
    Sources(Vec<(SpotifyImport, String)>),
    /// What an import brought, and what to do with it.
    Imported(Box<Imported>),
    /// Where a file goes.
    Path(Format),
    /// A file is there already.
    Over(Format, String),
    /// What came of it.
    Report(Box<PlaylistReport>),
    /// What went wrong.
    Trouble(ExportTrouble),
}

/// A line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// To Spotify.
    Spotify(Aim),
    /// To another playlist of one's own.
    Other(PlaylistWay),
    /// To a file.
    File(Format),
    /// To the clipboard.
    Clipboard,
    /// Forget the login.
    LogOut,
}

/// A line of the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// So many are certain.
    Certain(usize),
    /// A certain row, where they are unfolded.
    Sure(usize),
    /// A row to decide about.
    Open(usize),
    /// A candidate of it.
    Hit(usize, usize),
}

/// The rows before they go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    /// The queue's rows.
    pub rows: Vec<MatchRow>,
    /// Candidates of each row.
    pub hits: Vec<Vec<SpotifyTrack>>,
    /// Rows that were not certain when the review began.
    pub open: Vec<usize>,
    /// The certain ones are listed.
    pub unfolded: bool,
}

impl Line {
    /// The row of the queue that it is about.
    #[must_use]
    pub fn row(self) -> Option<usize> {
        match self {
            Self::Open(row) | Self::Hit(row, _) | Self::Sure(row) => Some(row),
            Self::Certain(_) => None,
        }
    }
}

impl Review {
    /// At its beginning.
    #[must_use]
    pub fn of(rows: &[MatchRow]) -> Self {
        let hits = rows.iter().map(|row| match &row.matched {
            Matched::Doubtful(hits) => hits.clone(),
            _ => Vec::new(),
        });
        let place = |matched: &Matched| match matched {
            Matched::Doubtful(_) => Some(0),
            Matched::Missing => Some(1),
            Matched::LeftOut => Some(2),
            Matched::Exact(_) | Matched::Chosen(_) => None,
        };
        let mut open: Vec<usize> = (0..rows.len()).filter(|&at| place(&rows[at].matched).is_some()).collect();
        // The doubtful on top; the queue's order among equals.
        open.sort_by_key(|&at| place(&rows[at].matched));
        Self { hits: hits.collect(), open, rows: rows.to_vec(), unfolded: false }
    }

    /// The lines as shown.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for &at in &self.open {
            lines.push(Line::Open(at));
            lines.extend((0..self.hits[at].len()).map(|hit| Line::Hit(at, hit)));
        }
        let sure: Vec<usize> = (0..self.rows.len()).filter(|at| !self.open.contains(at)).collect();
        if !sure.is_empty() {
            lines.push(Line::Certain(sure.len()));
        }
        if self.unfolded {
            lines.extend(sure.into_iter().map(Line::Sure));
        }
        lines
    }

    /// Rows that go out as they stand.
    #[must_use]
    pub fn ready(&self) -> usize {
        self.rows.iter().filter(|row| row.matched.certain().is_some_and(|hit| !hit.unplayable)).count()
    }

    /// Rows not decided yet.
    #[must_use]
    pub fn undecided(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.matched, Matched::Doubtful(_))).count()
    }

    /// The row's record on Spotify under the cursor, if there is one.
    #[must_use]
    pub fn hit(&self, line: Line) -> Option<&SpotifyTrack> {
        match line {
            Line::Hit(at, hit) => self.hits.get(at)?.get(hit),
            Line::Sure(at) | Line::Open(at) => self.rows.get(at)?.matched.certain(),
            Line::Certain(_) => None,
        }
    }
}

/// What can be done with an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Its records become the seeds.
    Seeds,
    /// Its records are the set to sound like.
    SoundsLike,
    /// Its queue opens.
    Queue,
}

/// What can be done with it.
#[must_use]
pub fn uses(imported: &Imported) -> Vec<(String, Use)> {
    let mut uses = Vec::new();
    if !imported.rows.is_empty() {
        let records = plural(imported.rows.len().min(SEEDS) as u64, "record");
        let which = if imported.rows.len() > SEEDS { "the first " } else { "" };
        uses.push((format!("what fits: {which}{records} as seeds"), Use::Seeds));
        uses.push((format!("what sounds like {which}{records}"), Use::SoundsLike));
    }
    uses.extend(imported.queue.as_ref().map(|queue| (format!("open the queue {queue}"), Use::Queue)));
    uses
}

/// More records than this are no seeds: their middle would be that of everything.
pub const SEEDS: usize = 200;

impl Exporting {
    /// Whether records come in instead of going out.
    #[must_use]
    pub fn imports(&self) -> bool {
        matches!(self.pending, Some(ExportCommand::Sources | ExportCommand::Import(..)))
            || matches!(self.stage, Stage::Sources(_) | Stage::Imported(_))
    }

    /// Whether a line is written.
    #[must_use]
    pub fn writes(&self) -> bool {
        matches!(self.stage, Stage::Login(_) | Stage::Path(_) | Stage::Link(_))
    }

    /// Shows a stage; the cursor and the line one writes begin anew where it is another one.
    pub fn show(&mut self, stage: Stage) {
        if std::mem::discriminant(&self.stage) != std::mem::discriminant(&stage) {
            self.list = ListBox::default();
            self.input = TextBox::default();
        }
        self.stage = stage;
    }

    /// The cursor goes to a line of the review.
    pub fn go_to(&mut self, line: Line) {
        let at = self.review.lines().iter().position(|one| *one == line);
        self.list = ListBox::at(at.unwrap_or(0));
    }

    /// The line under the cursor.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.list.cursor(self.height())
    }

    /// The menu's lines.
    #[must_use]
    pub fn offers(&self) -> Vec<(String, Offer)> {
        let mut offers = Vec::new();
        match &self.before {
            Some(before) if !before.done => {
                let text =
                    format!("Spotify: go on with {}, {} of {} sent", before.name, before.sent, before.of);
                offers.push((text, Offer::Spotify(Aim::Again)));
            }
            Some(before) => {
                let text = format!("Spotify: into {}, where this queue went before", before.name);
                offers.push((text, Offer::Spotify(Aim::Again)));
            }
            None => {}
        }
        offers.push(("Spotify: a new playlist".to_owned(), Offer::Spotify(Aim::New)));
        offers.push((
            "Spotify: after the records of another playlist".to_owned(),
            Offer::Other(PlaylistWay::After),
        ));
        offers.push((
            "Spotify: in place of another playlist's records".to_owned(),
            Offer::Other(PlaylistWay::Instead),
        ));
        for (format, does) in [
            (Format::Csv, "table (CSV), for TuneMyMusic and Soundiiz"),
            (Format::M3u8, "playlist of your files (M3U8)"),
            (Format::Jspf, "playlist (JSPF)"),
            (Format::Rekordbox, "rekordbox XML of your files"),
            (Format::Traktor, "Traktor NML of your files"),
            (Format::Serato, "Serato crate of your files"),
            (Format::Text, "text"),
        ] {
            offers.push((format!("File: {does}"), Offer::File(format)));
        }
        offers.push(("Clipboard: artists and titles".to_owned(), Offer::Clipboard));
        if self.logged_in {
            offers.push(("Spotify: log out".to_owned(), Offer::LogOut));
        }
        offers
    }

    /// Lines to choose from.
    #[must_use]
    pub fn height(&self) -> usize {
        match &self.stage {
            Stage::Menu => self.offers().len(),
            Stage::Review => self.review.lines().len(),
            Stage::Playlists(list, _) => list.len(),
            Stage::Sources(list) => list.len(),
            Stage::Imported(imported) => uses(imported).len(),
            Stage::Report(report) => report.missing.len() + 1,
            _ => 1,
        }
    }

    /// What goes on, in words.
    #[must_use]
    pub fn doing(doing: &ExportActivity) -> Stage {
        match doing {
            ExportActivity::Matching(at, of) => {
                Stage::Busy("looking for the records".to_owned(), Some((*at, *of)))
            }
            ExportActivity::Sending(at, of) => Stage::Busy("sending".to_owned(), Some((*at, *of))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue::Seen, track::Name};

    fn hit(id: &str) -> SpotifyTrack {
        SpotifyTrack::of(&crate::spotify::wire::Track { id: Some(id.into()), ..Default::default() }).unwrap()
    }

    #[test]
    fn the_doubtful_stand_on_top_and_the_certain_are_one_line() {
        let row = |title: &str, matched| MatchRow { track: Seen::new(Name::parse("A", title)), matched };
        let mut review = Review::of(&[
            row("1", Matched::Exact(hit("a"))),
            row("2", Matched::Missing),
            row("3", Matched::Doubtful(vec![hit("b"), hit("c")])),
            row("4", Matched::Chosen(hit("d"))),
        ]);
        let (open, hits) = (Line::Open, Line::Hit);
        assert_eq!(review.lines(), [open(2), hits(2, 0), hits(2, 1), open(1), Line::Certain(2)]);
        assert_eq!((review.ready(), review.undecided()), (2, 1));
        review.unfolded = true;
        assert_eq!(review.lines()[5..], [Line::Sure(0), Line::Sure(3)]);
        // A decision moves no line.
        review.rows[2].matched = Matched::Chosen(hit("c"));
        assert_eq!(review.lines()[..3], [open(2), hits(2, 0), hits(2, 1)]);
        assert_eq!((review.ready(), review.undecided()), (3, 0));
    }
}
