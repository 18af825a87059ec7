//! The record that somebody names: by key, where artist and title agree, or where words lead to one alone.

use super::{
    Library, LibraryError, OwnedIndex,
    query::{PageKind, SearchAnswer, SearchHit, TrackRow},
};
use crate::{
    search,
    track::{Agreement, Name, TrackId, agrees},
};

/// Why nothing was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// What is wrong, to stand before the words asked for.
    pub reason: &'static str,
    /// What to do.
    pub hint: String,
    /// The nearest, at most five.
    pub candidates: Vec<TrackRow>,
}

const CANDIDATES: usize = 5;
/// So many hits are looked at for one that agrees.
const LOOKED_AT: usize = 50;
/// Of several records of a title, one is meant that so many times as many DJs play as the next…
const AHEAD: u32 = 5;
/// …and at least so many.
const POPULAR: u32 = 5;

/// Words that are all of such a name are no title, even where one holds them.
const NAMES: [PageKind; 4] = [PageKind::Artist, PageKind::Dj, PageKind::Label, PageKind::Style];

impl Unknown {
    /// With no candidates.
    pub(super) fn new(reason: &'static str, hint: &str) -> Self {
        Self { reason, hint: hint.to_owned(), candidates: Vec::new() }
    }

    /// Of words that are all of a name; the records that hold them are named.
    fn of_a_name(kind: PageKind, words: &str, answer: &SearchAnswer) -> Self {
        let (reason, page) = match kind {
            PageKind::Dj => {
                ("No record, but a DJ is called", format!("segue dj '{words}' shows what they played"))
            }
            PageKind::Label => {
                ("No record, but a label is called", format!("segue label '{words}' shows what is on it"))
            }
            PageKind::Style => (
                "No record, but a style is called",
                format!("segue browse --styles '{words}' shows its records"),
            ),
            PageKind::Artist | PageKind::Mix => {
                ("No record, but an artist is called", format!("segue artist '{words}' shows what they made"))
            }
        };
        let Self { candidates, .. } = Self::near(answer);
        let hint = if candidates.is_empty() {
            format!("{page}.")
        } else {
            format!("{page}; or give one of these, by number or name:")
        };
        Self { reason, hint, candidates }
    }

    fn near(answer: &SearchAnswer) -> Self {
        let nothing = answer.closest || answer.tracks.is_empty();
        let hint = if answer.tracks.is_empty() {
            "segue search finds records by parts of their names."
        } else {
            "Give one of these, by number or name:"
        };
        Self {
            reason: if nothing { "No record here is called" } else { "Several records fit" },
            hint: hint.to_owned(),
            candidates: answer.tracks.iter().take(CANDIDATES).map(|hit| hit.row.clone()).collect(),
        }
    }
}

/// `Artist - Title` at every place where the words can be split.
pub fn names(words: &str) -> impl Iterator<Item = Name> + '_ {
    [" - ", " – ", " — "]
        .into_iter()
        .flat_map(|dash| words.match_indices(dash))
        .map(|(at, dash)| Name::parse(words[..at].trim(), words[at + dash.len()..].trim()))
}

/// The record that the words name.
pub(super) fn by_name(
    library: &Library,
    mine: &OwnedIndex,
    words: &str,
) -> Result<Result<TrackId, Unknown>, LibraryError> {
    if let Some(id) = by_key(library, mine, words)? {
        return Ok(Ok(id));
    }
    let find = |words: &str| {
        let answer = library.search(mine, words, LOOKED_AT, &|| false)?;
        Ok::<_, LibraryError>(answer.unwrap_or_default())
    };
    let mut near = None;
    for name in names(words) {
        let answer = find(&format!("{} {}", name.artist, name.title))?;
        if let Some(id) = agreeing(&name, &answer.tracks) {
            return Ok(Ok(id));
        }
        near.get_or_insert(answer);
    }
    if let Some(mut answer) = near {
        // Whatever holds the words: neither artist nor title agrees.
        answer.closest = true;
        return Ok(Err(Unknown::near(&answer)));
    }
    let answer = find(words)?;
    let tables = &library.snapshot().tables;
    if let Some(kind) = NAMES.into_iter().find(|kind| tables.has_page(*kind, words)) {
        return Ok(Err(Unknown::of_a_name(kind, words, &answer)));
    }
    let meant = if answer.closest { None } else { ahead(words, &answer.tracks) };
    Ok(meant.ok_or_else(|| Unknown::near(&answer)))
}

/// The record whose key, now or before, is that of `Artist - Title`, at any place where the words can be split.
fn by_key(library: &Library, mine: &OwnedIndex, words: &str) -> Result<Option<TrackId>, LibraryError> {
    let snapshot = library.snapshot();
    for name in names(words) {
        let key = name.key();
        let of_a_mix = library.catalogue().find(&key)?.filter(|id| snapshot.tables.row_of(*id).is_some());
        if let Some(id) = of_a_mix.or_else(|| mine.find(&key)) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The hit that the name agrees with: of that version, else the plain one, else the most played.
fn agreeing(name: &Name, hits: &[SearchHit]) -> Option<TrackId> {
    let agreeing = hits.iter().filter_map(|hit| Some((agrees(name, &hit.row.name())?, hit)));
    let plain = |(how, hit): &(Agreement, &SearchHit)| (*how, std::cmp::Reverse(hit.row.djs));
    agreeing.min_by_key(plain).map(|(_, hit)| hit.row.id)
}

/// A record all of whose names hold the words.
struct Holding<'a> {
    family: String,
    /// Its versions that hold them, the best first.
    hits: Vec<&'a SearchHit>,
    /// The words are all of its title, and of an artist.
    title: bool,
    artist: bool,
    /// They are all of one artist and a part of another, or name in front of the title whoever made the version.
    credit_differs: bool,
}

impl Holding<'_> {
    fn djs(&self) -> u32 {
        self.hits.iter().map(|hit| hit.row.djs).max().unwrap_or(0)
    }

    /// The plain version where no other was named.
    fn id(&self) -> Option<TrackId> {
        let plain = self.hits.iter().find(|hit| hit.row.version.is_none());
        plain.or(self.hits.first()).map(|hit| hit.row.id)
    }
}

/// The one record that holds all words, whole, and is clearly ahead of every other that does: the words are all of its title.
fn ahead(words: &str, hits: &[SearchHit]) -> Option<TrackId> {
    let words = search::words(words);
    let mut holding = holding(&words, hits);
    holding.retain(|one| one.title && !one.credit_differs);
    if holding.iter().any(|one| one.artist) {
        holding.retain(|one| one.artist);
    }
    holding.sort_by_key(|one| std::cmp::Reverse(one.djs()));
    match &holding[..] {
        [only] => only.id(),
        [first, second, ..] if first.djs() >= POPULAR.max(AHEAD * second.djs()) => first.id(),
        _ => None,
    }
}

/// The records whose artist, title and version hold all these words.
fn holding<'a>(words: &[String], hits: &'a [SearchHit]) -> Vec<Holding<'a>> {
    let mut all: Vec<Holding> = Vec::new();
    let covered = |text: &str| {
        let own = search::words(text);
        !own.is_empty() && own.iter().all(|word| words.contains(word))
    };
    for hit in hits {
        let row = &hit.row;
        let text = format!("{} {} {}", row.artist, row.title, row.version.as_deref().unwrap_or_default());
        let own = search::words(&text);
        if !words.iter().all(|word| own.contains(word)) {
            continue;
        }
        let family = row.name().key().family().to_owned();
        if let Some(one) = all.iter_mut().find(|one| one.family == family) {
            one.hits.push(hit);
            continue;
        }
        let title = search::words(&row.title);
        let artists: Vec<Vec<String>> =
            crate::track::artists(&row.artist).iter().map(|artist| search::words(artist)).collect();
        let named = |artist: &&Vec<String>| artist.iter().all(|word| words.contains(word));
        let partly = |artist: &Vec<String>| {
            !named(&artist) && artist.iter().any(|word| words.contains(word) && !title.contains(word))
        };
        let artist = artists.iter().any(|artist| !artist.is_empty() && named(&artist));
        all.push(Holding {
            family,
            hits: vec![hit],
            title: covered(&row.title),
            artist,
            credit_differs: (artist && artists.iter().any(partly))
                || first_is_elsewhere(words, &title, &search::words(&row.artist)),
        });
    }
    all
}

/// Whether the words begin with one that is neither in the title nor in the credit.
fn first_is_elsewhere(words: &[String], title: &[String], artist: &[String]) -> bool {
    words.first().is_some_and(|word| !title.contains(word) && !artist.contains(word))
}
