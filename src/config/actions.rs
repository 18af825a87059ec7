//! Every action of the screen in one table: its name in the config, its keys, what it does. Keymap, help,
//! which-key popup, command palette, footer and docs/keys.md all read it.

/// What a key or a palette line makes the screen do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each one is described in the table below, for the user and the reader alike")]
pub enum Action {
    Down,
    Up,
    HalfDown,
    HalfUp,
    PageDown,
    PageUp,
    Top,
    Bottom,
    Dig,
    ToggleSeed,
    AllVersions,
    LessOfThis,
    Back,
    Forward,
    Search,
    ToSeed,
    Tab1,
    Tab2,
    Tab3,
    Tab4,
    NextPane,
    PreviousPane,
    Play,
    PlayNext,
    PlayPrevious,
    SeekBack,
    SeekForward,
    SeekFarBack,
    SeekFarForward,
    Drop,
    PlayWhole,
    NextPoint,
    PreviousPoint,
    AuditionRun,
    Mute,
    Quieter,
    Louder,
    Output,
    Spectrogram,
    SpectrogramMap,
    SpectrogramRange,
    QueueEnd,
    QueueAfter,
    QueueTen,
    QueueDown,
    QueueUp,
    QueueRemove,
    Like,
    Reject,
    RejectArtist,
    Undo,
    Redo,
    Refresh,
    StopListening,
    AllowPreviews,
    RefusePreviews,
    Commoner,
    Rarer,
    Everyone,
    You,
    Filters,
    ClearFilters,
    Sort,
    SortFound,
    SortTempo,
    SortKey,
    SortDrive,
    SortYear,
    SortLast,
    SortDjs,
    SortName,
    Fitting,
    NotMine,
    HalveTempo,
    Why,
    Note,
    Follow,
    FollowDeck,
    Continue,
    Between,
    Order,
    Path,
    Pair,
    Export,
    Import,
    Zoom,
    Copy,
    CopyQueue,
    PageDj,
    PageLabel,
    PageArtist,
    PageMix,
    PageTrack,
    PageQueue,
    PageJobs,
    PageErrors,
    PageNews,
    PageBrowse,
    BrowseStyle,
    BrowseYears,
    Update,
    UpdateSlice,
    OpenMixesdb,
    OpenPlayer,
    OpenSpotify,
    OpenDiscogs,
    OpenBeatport,
    OpenBandcamp,
    OpenPreview,
    Prompt,
    PasteList,
    Palette,
    Help,
    HelpTyping,
    Escape,
    Quit,
    Suspend,
    Redraw,
    HitDown,
    HitUp,
    HitPageDown,
    HitPageUp,
    Accept,
    ToHits,
    Leave,
    Listen,
    LineStart,
    LineEnd,
    CharLeft,
    CharRight,
    DeleteBack,
    DeleteForward,
    DeleteWord,
    DeleteLine,
    Clear,
}

/// Where an action's keys work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionScope {
    /// In every list and pane.
    Lists,
    /// Only with the queue in focus; these win over the lists' keys, so the two may not clash.
    Queue,
    /// In the prompt and every other text box.
    Text,
    /// In lists and text boxes.
    Everywhere,
}

impl ActionScope {
    /// Whether keys of the two can be pressed in the same place.
    pub fn meets(self, other: Self) -> bool {
        use ActionScope::{Everywhere, Text};
        self == Everywhere || other == Everywhere || (self == Text) == (other == Text)
    }
}

/// Sections of the help page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Group {
    Moving,
    Digging,
    Audition,
    Verdicts,
    Queue,
    Pages,
    Open,
    Panes,
    Program,
    Prompt,
}

impl Group {
    /// All sections in the order of the help page.
    pub const ALL: [Self; 10] = [
        Self::Digging,
        Self::Audition,
        Self::Verdicts,
        Self::Queue,
        Self::Moving,
        Self::Pages,
        Self::Open,
        Self::Panes,
        Self::Program,
        Self::Prompt,
    ];

    /// The section's heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Digging => "Digging",
            Self::Audition => "Auditioning",
            Self::Verdicts => "Verdicts",
            Self::Queue => "The queue",
            Self::Pages => "Go to",
            Self::Open => "Open",
            Self::Panes => "Panes",
            Self::Program => "The program",
            Self::Prompt => "In the prompt",
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct ActionEntry {
    /// The action.
    pub action: Action,
    /// Its name in the config.
    pub name: &'static str,
    /// Its default keys.
    pub keys: &'static [&'static str],
    /// Where they work.
    pub scope: ActionScope,
    /// Its section in the help.
    pub group: Group,
    /// What it does, for help and palette.
    pub does: &'static str,
    /// One or two words, for the footer and the which-key popup.
    pub short: &'static str,
}

macro_rules! table {
    ($($group:ident / $scope:ident { $($action:ident $name:literal [$($key:literal)*] $short:literal $does:literal)* })*) => {
        &[$($(ActionEntry {
            action: Action::$action, name: $name, keys: &[$($key),*], scope: ActionScope::$scope,
            group: Group::$group, does: $does, short: $short,
        }),*),*]
    };
}

/// The table.
pub static ACTIONS: &[ActionEntry] = table! {
    Digging / Lists {
        Dig "dig" ["enter"] "dig" "dig: this row becomes the seed; a mix opens its page"
        ToggleSeed "toggle_seed" ["s"] "seed" "add this row to the seeds, or take it away"
        AllVersions "all_versions" ["V"] "versions" "add all versions of it to the seeds"
        LessOfThis "less_of_this" ["L"] "less of it" "less of this: keep away from this row, or no longer"
        Back "back" ["h" "left" "backspace"] "back" "back on the trail of seeds"
        Forward "forward" ["l" "right"] "forward" "forward on the trail"
        Search "search" ["0"] "search" "the search's hits"
        ToSeed "to_seed" ["g h"] "the seed" "to the seed in the header (also one up from the first row): play, queue or open it, or take it away"
        Tab1 "tab_1" ["1"] "played with" "first tab: what DJs play with it; on a page, its first list"
        Tab2 "tab_2" ["2"] "sounds like" "second tab: what sounds like it"
        Tab3 "tab_3" ["3"] "next" "third tab: what is played straight after it; browsing: what is rare"
        Tab4 "tab_4" ["4"] "blend" "fourth tab: all of them together; browsing: what is new"
        Refresh "refresh" ["r"] "refresh" "refresh the list: verdicts and new mixes take effect"
        StopListening "stop_analysing" ["g s"] "analysing" "stop analysing in the background, or go on"
        AllowPreviews "allow_previews" ["Y"] "previews: yes" "previews may be analysed: what they sound like is kept, no audio"
        RefusePreviews "refuse_previews" ["N"] "previews: no" "previews may not be analysed"
        Commoner "commoner" ["+"] "commoner" "commoner records in the list"
        Rarer "rarer" ["-"] "rarer" "rarer records in the list"
        Everyone "everyone" ["["] "everyone" "less of your own taste, more of everyone's"
        You "you" ["]"] "you" "more of your own taste: of what your sets, likes and queues say"
        Filters "filters" ["F"] "filter" "filters: what the list hides"
        ClearFilters "clear_filters" ["H"] "show all" "every filter off: show what is hidden"
        Sort "sort" ["Z"] "sort" "sort the list by the next of tempo, key, drive, release year, last played, DJs, name, as found"
        SortTempo "sort_by_tempo" [] "by tempo" "sort by tempo, the slowest first"
        SortKey "sort_by_key" [] "by key" "sort by key, round the wheel from 1A"
        SortDrive "sort_by_drive" [] "by drive" "sort by drive, the strongest first"
        SortYear "sort_by_year" [] "by release year" "sort by the year a record came out, the newest first"
        SortLast "sort_by_last" [] "by last played" "sort by when it was last played, with the seed where there is one; mixes by their dates"
        SortDjs "sort_by_djs" [] "by DJs" "sort by DJs, what most play first"
        SortName "sort_by_name" [] "by name" "sort by artist and title"
        SortFound "sort_as_found" [] "as found" "sort as found: what fits best or is played most first"
        Fitting "fitting" ["b"] "fit" "only rows whose tempo and key fit the seed, or all again"
        NotMine "not_mine" ["i"] "not mine" "only rows that are not yours, or all again"
        HalveTempo "halve_tempo" ["%"] "half or double" "halve or double the tempo of this row; it is remembered"
        Why "why" ["w"] "why" "why: the mixes that hold both"
    }
    Audition / Lists {
        Play "play" ["space"] "play" "play this row; pause if it plays"
        PlayNext "play_next" ["n"] "next" "next row, and play it"
        PlayPrevious "play_previous" ["p"] "previous" "previous row, and play it"
        SeekBack "seek_back" [","] "5 s back" "5 s back"
        SeekForward "seek_forward" ["."] "5 s on" "5 s forward"
        SeekFarBack "seek_far_back" ["<"] "30 s back" "30 s back"
        SeekFarForward "seek_far_forward" [">"] "30 s on" "30 s forward"
        Drop "drop" ["d"] "drop" "jump to the drop; again: to the start"
        PlayWhole "play_whole" ["I"] "whole" "the whole of your own file that plays, from where it is; again: its part"
        NextPoint "next_point" ["}"] "next mark" "jump to the next place to mix at: first strong beat, end of the intro, start of the outro, or your own cues"
        PreviousPoint "previous_point" ["{"] "mark before" "jump to the place to mix at before"
        AuditionRun "audition_run" ["P"] "run" "audition run: down the list, some seconds of each row not auditioned yet; again: end it"
        Mute "mute" ["M"] "mute" "mute, or no longer"
        Quieter "quieter" ["("] "quieter" "play quieter"
        Louder "louder" [")"] "louder" "play louder"
        Output "output" ["S"] "sound" "where the sound goes"
        Spectrogram "spectrogram" ["v"] "spectrogram" "spectrogram: the whole clip, live, or none"
        SpectrogramMap "spectrogram_map" ["C"] "colours" "the spectrogram's colours"
        SpectrogramRange "spectrogram_range" ["R"] "range" "the spectrogram's range: all, low, middle, high"
    }
    Verdicts / Lists {
        Like "like" ["f"] "like" "like this row, or no longer"
        Reject "reject" ["x"] "reject" "reject this row, or no longer"
        RejectArtist "reject_artist" ["X"] "reject artist" "reject the artist, or no longer"
        Note "note" ["m"] "note" "write a note on the record"
        Follow "follow" ["*"] "follow" "follow the page's DJ, label or artist, or the row's, or no longer"
        Undo "undo" ["u"] "undo" "undo the last change to queue, marks or seeds"
        Redo "redo" ["U"] "redo" "redo what was undone"
    }
    Queue / Lists {
        QueueEnd "queue_end" ["a"] "queue" "add to the end of the queue"
        QueueAfter "queue_after" ["A"] "queue here" "add after the queue's cursor"
        QueueTen "queue_ten" ["W"] "queue ten" "add ten rows to the end of the queue: from this one on, those not queued yet"
        Continue "continue" ["c"] "continue" "continue the set: what goes on from the queue's last five, the newest heaviest"
        Between "between" ["B"] "between" "what fits after the record under the queue's cursor and before the next one"
        Order "order" ["O"] "order" "put the queue in order: tempo rising, keys that mix, fewest clashes, what DJs played in a row"
        Path "path" ["T"] "path" "a path of records from the seed to this row; in the queue from this row to the next"
        Pair "pair" ["="] "pair" "these two work: the row and the seed, or in the queue the row and the next; again: no longer"
        Export "export" ["E"] "export" "export the queue: to Spotify, a file, the clipboard"
    }
    Queue / Queue {
        QueueDown "queue_down" ["J"] "move down" "in the queue: move the row down"
        QueueUp "queue_up" ["K"] "move up" "in the queue: move the row up"
        QueueRemove "queue_remove" ["D" "delete"] "remove" "in the queue: remove the row"
    }
    Moving / Lists {
        Down "down" ["j" "down"] "down" "next row"
        Up "up" ["k" "up"] "up" "previous row"
        HalfDown "half_down" ["ctrl-d"] "half down" "half a page down"
        HalfUp "half_up" ["ctrl-u"] "half up" "half a page up"
        PageDown "page_down" ["pagedown"] "page down" "a page down"
        PageUp "page_up" ["pageup"] "page up" "a page up"
        Top "top" ["g g" "home"] "top" "first row"
        Bottom "bottom" ["G" "end"] "bottom" "last row"
    }
    Pages / Lists {
        PageDj "page_dj" ["g d"] "DJ" "the DJ's page: mixes and records"
        PageLabel "page_label" ["g l"] "label" "the label's page"
        PageArtist "page_artist" ["g a"] "artist" "the artist's page"
        PageMix "page_mix" ["g m"] "mix" "the mix's page: its tracklist"
        PageTrack "page_track" ["g t"] "plays" "where and by whom this record was played"
        PageNews "page_news" ["g n"] "new" "what came in since the last time, whom you follow first"
        PageBrowse "page_browse" ["g b"] "browse" "browse without a seed: records by style and years"
        BrowseStyle "browse_style" ["t"] "style" "browse another style"
        BrowseYears "browse_years" ["e"] "years" "browse other years"
        PageQueue "page_queue" ["g q"] "queues" "the queues: choose, make or rename one"
        PageJobs "page_jobs" ["g j"] "jobs" "what goes on in the background, and how the catalogue stands"
        PageErrors "page_errors" ["g e"] "errors" "messages and errors so far"
        Import "import" ["g i"] "import" "import: what DJ programs have here and on sticks, any file or folder, from Spotify"
        FollowDeck "follow_deck" ["g f"] "deck" "follow the deck: what Serato, VirtualDJ, Mixxx or Engine DJ has on is the seed, until you dig"
        Update "update" ["g u"] "update" "ask the wiki for new mixes, or pause; the first time, choose what is fetched"
        UpdateSlice "update_slice" ["g w"] "slice" "choose what of the wiki is fetched: slices with their size and time"
    }
    Open / Lists {
        OpenMixesdb "open_mixesdb" ["o m"] "MixesDB" "the mix's page on MixesDB"
        OpenPlayer "open_player" ["o l"] "the mix itself" "hear the mix itself, where it can from the second before the two records meet"
        OpenSpotify "open_spotify" ["o s"] "Spotify" "look for it on Spotify"
        OpenDiscogs "open_discogs" ["o d"] "Discogs" "look for it on Discogs"
        OpenBeatport "open_beatport" ["o b"] "Beatport" "look for it on Beatport"
        OpenBandcamp "open_bandcamp" ["o c"] "Bandcamp" "look for it on Bandcamp"
        OpenPreview "open_preview" ["o p"] "preview" "the page of the preview, or look for one"
        Copy "copy" ["y"] "copy" "copy artist and title; in a card, its address"
        CopyQueue "copy_queue" ["Q"] "copy queue" "copy the whole queue, a record a line"
    }
    Panes / Lists {
        NextPane "next_pane" ["tab"] "next pane" "next pane: list, queue, why, spectrogram"
        PreviousPane "previous_pane" ["shift-tab"] "previous pane" "previous pane"
        Zoom "zoom" ["z"] "zoom" "this pane alone, the spectrogram on the whole screen; or all again"
    }
    Program / Lists {
        Prompt "prompt" ["/"] "search" "to the prompt"
        PasteList "paste" ["g p"] "paste" "paste a tracklist: what is understood of it is shown, then kept as a set of yours, or as a mix of the other DJ it names"
        Palette "palette" [":"] "command" "every command by name"
        Help "help" ["?"] "keys" "every key, and what the signs and columns mean"
        Escape "escape" ["esc"] "back" "one level back, never quits"
        Quit "quit" ["q"] "quit" "one step back; at the trail's start quit, everything is saved; as a command from anywhere"
    }
    Program / Everywhere {
        Suspend "suspend" ["ctrl-z"] "suspend" "suspend to the shell"
        Redraw "redraw" ["ctrl-l"] "redraw" "draw the whole screen again"
        HelpTyping "help_typing" ["f1"] "keys" "every key, also while you type"
    }
    Prompt / Text {
        Accept "accept" ["enter"] "dig" "the hit becomes the seed"
        ToHits "to_hits" ["tab"] "hits" "to the hits"
        Leave "leave" ["esc"] "back" "back where you were"
        Listen "analyse" ["ctrl-t"] "analyse" "analyse what is typed, though no mix has it: artist and title, a link, a path"
        HitDown "hit_down" ["down" "ctrl-n"] "next" "next hit"
        HitUp "hit_up" ["up" "ctrl-p"] "previous" "previous hit"
        HitPageDown "hit_page_down" ["pagedown"] "page down" "a page of hits down"
        HitPageUp "hit_page_up" ["pageup"] "page up" "a page of hits up"
        CharLeft "char_left" ["left"] "left" "one character left"
        CharRight "char_right" ["right"] "right" "one character right"
        LineStart "line_start" ["ctrl-a" "home"] "start" "to the start of the text"
        LineEnd "line_end" ["ctrl-e" "end"] "end" "to the end of the text"
        DeleteBack "delete_back" ["backspace"] "delete" "delete the character before"
        DeleteForward "delete_forward" ["delete"] "delete" "delete the character under the cursor"
        DeleteWord "delete_word" ["ctrl-w"] "delete word" "delete the word before"
        DeleteLine "delete_line" ["ctrl-u"] "delete all" "delete everything before"
        Clear "clear" ["ctrl-c"] "clear" "clear the text"
    }
};

/// Names that actions had in earlier versions, and what they are called now: a config that has them goes on working.
pub const RENAMED: [(&str, &str); 2] = [("stop_listening", "stop_analysing"), ("listen", "analyse")];

/// The table's line of an action.
pub fn entry(action: Action) -> Option<&'static ActionEntry> {
    ACTIONS.iter().find(|entry| entry.action == action)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::keys::{BareKey, Sequence};

    #[test]
    fn names_and_actions_stand_once() {
        let names: BTreeSet<_> = ACTIONS.iter().map(|e| e.name).collect();
        let actions: BTreeSet<_> = ACTIONS.iter().map(|e| e.action).collect();
        assert_eq!((names.len(), actions.len()), (ACTIONS.len(), ACTIONS.len()));
        assert!(ACTIONS.iter().all(|e| !e.does.is_empty() && !e.short.is_empty()));
    }

    #[test]
    fn defaults_avoid_what_terminals_and_multiplexers_own() {
        for entry in ACTIONS {
            for key in entry.keys {
                let sequence: Sequence = key.parse().unwrap();
                for chord in sequence.0 {
                    assert!(!chord.alt, "{} needs Alt", entry.name);
                    if let (true, BareKey::Char(c)) = (chord.ctrl, chord.key) {
                        assert!(!"hijmsqb[".contains(c), "{} is on ctrl-{c}", entry.name);
                    }
                }
            }
        }
    }
}
