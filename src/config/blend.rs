//! The settings of the models beside the fit: the walk, the transitions, and how *Blend* and *Next* add them up.

use serde::{Deserialize, Serialize};

/// `[blend]`; the defaults are what `segue-lab tune` chose.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct BlendSettings {
    /// A mix counts in the walk as its length to minus this power.
    pub length_power: f32,
    /// A record counts in the walk as its number of mixes to minus this power.
    pub support_power: f32,
    /// What two more hops of the walk count beside the first two.
    pub more: f32,
    /// Share of a mix's weight that fades with the distance in the tracklist.
    pub near: f32,
    /// What one record of distance leaves of that share.
    pub decay: f32,
    /// What the same artist counts in the walk beside the same mix.
    pub walk_artist: f32,
    /// What the same label counts in the walk.
    pub walk_label: f32,
    /// What the walk weighs in *Blend* beside ALS's 1.
    pub blend_walk: f32,
    /// What the sound weighs in *Blend*, where something was heard; not tuned, as tracklists cannot tell: a row that only sounds like the
    /// seeds comes behind the first screenful.
    pub blend_sound: f32,
    /// What your own plays weigh beside one seed; 0 for everyone's taste alone.
    pub you: f32,
    /// With more seeds that weight falls as their number to minus this power.
    pub you_fading: f32,
    /// So many of your records are asked about, those that count most.
    pub you_records: usize,
    /// c in 1 / (c + rank), by which lists are added up; 0 adds scores up.
    pub rank: f32,
    /// What transitions weigh in *Next* beside *Blend*.
    pub next_after: f32,
    /// What one record of distance leaves of a transition.
    pub next_decay: f32,
    /// What the other direction counts in a transition.
    pub back: f32,
    /// What transitions from other records of the artist count.
    pub next_artist: f32,
    /// What a seed weighs of the one after it in *Next*.
    pub next_newest: f32,
    /// What a record of the set weighs of the one after it in *Continue*.
    pub newest: f32,
}

impl Default for BlendSettings {
    fn default() -> Self {
        Self {
            length_power: 0.5,
            support_power: 0.0,
            more: 0.2,
            near: 0.5,
            decay: 0.9,
            walk_artist: 0.5,
            walk_label: 0.3,
            blend_walk: 0.7,
            blend_sound: 0.3,
            you: 0.1,
            you_fading: 0.0,
            you_records: 60,
            rank: 10.0,
            next_after: 0.15,
            next_decay: 0.8,
            back: 0.3,
            next_artist: 0.1,
            next_newest: 0.5,
            newest: 0.9,
        }
    }
}

impl BlendSettings {
    /// Says what is out of range, naming the setting; `None` where all is well.
    pub fn out_of_range(&self) -> Option<String> {
        let up_to = |most: f32, x: f32| (0.0..=most).contains(&x);
        let checks = [
            (up_to(4.0, self.length_power), "length_power", "from 0 to 4"),
            (up_to(4.0, self.support_power), "support_power", "from 0 to 4"),
            (up_to(10.0, self.more), "more", "from 0 to 10"),
            (up_to(1.0, self.near), "near", "from 0 to 1"),
            (up_to(1.0, self.decay), "decay", "from 0 to 1"),
            (up_to(10.0, self.walk_artist), "walk_artist", "from 0 to 10"),
            (up_to(10.0, self.walk_label), "walk_label", "from 0 to 10"),
            (up_to(100.0, self.blend_walk), "blend_walk", "from 0 to 100"),
            (up_to(100.0, self.blend_sound), "blend_sound", "from 0 to 100"),
            (up_to(10.0, self.you), "you", "from 0 to 10"),
            (up_to(4.0, self.you_fading), "you_fading", "from 0 to 4"),
            (up_to(300.0, self.you_records as f32), "you_records", "from 0 to 300"),
            (up_to(10_000.0, self.rank), "rank", "from 0 to 10000"),
            (up_to(100.0, self.next_after), "next_after", "from 0 to 100"),
            (up_to(1.0, self.next_decay), "next_decay", "from 0 to 1"),
            (up_to(1.0, self.back), "back", "from 0 to 1"),
            (up_to(10.0, self.next_artist), "next_artist", "from 0 to 10"),
            (up_to(1.0, self.next_newest), "next_newest", "from 0 to 1"),
            (up_to(1.0, self.newest), "newest", "from 0 to 1"),
        ];
        checks.iter().find(|(ok, ..)| !ok).map(|(_, name, range)| format!("blend.{name} must be {range}"))
    }
}
