//! A place to mix at, as the screen shows it.

use std::time::Duration;

use crate::catalogue::MixPoints;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// Where the drums begin.
    FirstBeat,
    /// Where the recording is full for the first time.
    IntroEnd,
    /// From where on it is full no more.
    Outro,
    /// A hot cue of the DJ's, counted from 0.
    HotCue(u8),
    /// A memory cue of the DJ's.
    MemoryCue,
}

/// One place of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixPoint {
    /// What it is.
    pub kind: PointKind,
    /// From the recording's beginning.
    pub at: Duration,
    /// As the DJ named it; empty where nobody did.
    pub name: String,
}

impl PointKind {
    /// Its sign on the screen.
    pub fn letter(self) -> char {
        match self {
            Self::FirstBeat => 'b',
            Self::IntroEnd => 'i',
            Self::Outro => 'o',
            Self::HotCue(number) => char::from(b'A' + number.min(25)),
            Self::MemoryCue => 'm',
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::FirstBeat => "first strong beat",
            Self::IntroEnd => "end of the intro",
            Self::Outro => "start of the outro",
            Self::HotCue(_) => "hot cue",
            Self::MemoryCue => "memory cue",
        }
    }
}

/// Those that were found, the earliest first.
pub fn found(points: &MixPoints) -> Vec<MixPoint> {
    let all = [
        (PointKind::FirstBeat, points.first_beat),
        (PointKind::IntroEnd, points.intro_end),
        (PointKind::Outro, points.outro),
    ];
    let time = |seconds: f32| Duration::try_from_secs_f32(seconds).ok();
    let point =
        |(kind, at): (PointKind, Option<f32>)| Some(MixPoint { kind, at: time(at?)?, name: String::new() });
    let mut found: Vec<MixPoint> = all.into_iter().filter_map(point).collect();
    found.sort_by_key(|point| point.at);
    found
}
