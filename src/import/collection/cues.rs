//! The cues that a DJ has set in rekordbox.

use std::time::Duration;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::rekordbox::value;
use crate::sound::structure::{MixPoint, PointKind};

/// A memory cue nearer than this to a hot cue says the same.
const SAME: Duration = Duration::from_millis(50);

/// Hot and memory cues and loops of a `TRACK` element, the earliest first. What cannot be read is left out.
pub fn cues(element: &str) -> Vec<MixPoint> {
    let mut reader = Reader::from_str(element);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == "POSITION_MARK" => {
                found.extend(cue(&tag));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    // Hot cues first, so that of two in one place theirs stays.
    found.sort_by_key(|cue: &MixPoint| (cue.kind == PointKind::MemoryCue, cue.at));
    let mut kept: Vec<MixPoint> = Vec::new();
    for cue in found {
        let is_there =
            cue.kind == PointKind::MemoryCue && kept.iter().any(|other| other.at.abs_diff(cue.at) < SAME);
        if !is_there {
            kept.push(cue);
        }
    }
    kept.sort_by_key(|cue| cue.at);
    kept
}

fn cue(tag: &BytesStart<'_>) -> Option<MixPoint> {
    let at = Duration::try_from_secs_f64(value(tag, "Start").trim().replace(',', ".").parse().ok()?).ok()?;
    let number = value(tag, "Num").trim().parse::<i32>().ok().and_then(|number| u8::try_from(number).ok());
    let kind = number.map_or(PointKind::MemoryCue, PointKind::HotCue);
    Some(MixPoint { kind, at, name: value(tag, "Name").trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(element: &str) -> Vec<(char, u128, String)> {
        cues(element).into_iter().map(|cue| (cue.kind.letter(), cue.at.as_millis(), cue.name)).collect()
    }

    #[test]
    fn hot_and_memory_cues_come_in_order_with_their_names() {
        let element = r#"<TRACK TrackID="1" Name="x"><TEMPO Inizio="0.025" Bpm="174.00"/>
            <POSITION_MARK Name="Drop &amp; &quot;bass&quot;" Type="0" Start="62.512" Num="1" Red="40"/>
            <POSITION_MARK Name="" Type="0" Start="0.025" Num="-1"/>
            <POSITION_MARK Name="" Type="0" Start="0.025" Num="0"/>
            <POSITION_MARK Name="out" Type="4" Start="240.1" End="244.2" Num="-1"></POSITION_MARK></TRACK>"#;
        let expected = [('A', 25, ""), ('B', 62_512, "Drop & \"bass\""), ('m', 240_100, "out")];
        assert_eq!(told(element), expected.map(|(letter, at, name)| (letter, at, name.to_owned())));
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        for nonsense in ["", "<TRACK", "<TRACK><POSITION_MARK Num=\"0\"/></TRACK>"] {
            assert_eq!(told(nonsense), []);
        }
        let starts = ["-1", "NaN", "inf", "1e300", "x", ""];
        let marks = starts.map(|start| format!("<POSITION_MARK Start=\"{start}\" Num=\"0\"/>")).concat();
        let element = format!("<TRACK>{marks}<POSITION_MARK Start=\"1\" Num=\"900\"/></TRACK>");
        assert_eq!(told(&element), [('m', 1_000, String::new())]);
    }
}
