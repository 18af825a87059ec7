//! The index on disk, so that a start need not read every embedding. Written whole, renamed into place, and of use only
//! while it is of the same state of the catalogue and of the same space; otherwise it is built anew.

use std::{io, path::Path, sync::Arc};

use rayon::ThreadPool;

use super::{Made, Outsider, SoundFacts, Sounds};
use crate::{
    library::snapshot::segment::{self, Meta, Segment, SegmentError},
    slab::Slab,
    sound::{index::Index, space::Space},
    track::{Name, RULES, TrackKey},
};

/// Counts up when the sections change.
const LAYOUT: u32 = 3;

/// Artist, title, version and key of an outsider under its number.
type Written = (u32, String, String, Option<String>, String);

fn about(space: &Space, made: Made) -> String {
    format!("{LAYOUT}\n{}\n{}\n{}\n{}", space.model, space.projection, made.stamp, made.names.history)
}

fn meta(made: Made) -> Meta {
    Meta { generation: made.names.generation, rules: RULES, settings: 0 }
}

pub(super) fn write(path: &Path, sounds: &Sounds) -> io::Result<()> {
    let about = about(sounds.space(), sounds.made);
    let (ids, values) = sounds.index.sections();
    let outside: Vec<Written> = sounds
        .outside
        .iter()
        .map(|(id, o)| {
            let Name { artist, title, version } = o.name.clone();
            (*id, artist, title, version, o.key.as_str().to_owned())
        })
        .collect();
    let outside = serde_json::to_vec(&outside).map_err(io::Error::from)?;
    let sections: [(&str, &[u8]); 5] = [
        ("about", about.as_bytes()),
        ("ids", bytemuck::cast_slice(&ids)),
        ("values", bytemuck::cast_slice(&values)),
        ("facts", bytemuck::cast_slice(&sounds.facts)),
        ("outside", &outside),
    ];
    segment::replace(path, meta(sounds.made), &sections)
}

/// What the file holds; `None` where there is none or it is of another state.
pub(super) fn read(
    path: &Path,
    space: &Space,
    made: Made,
    pool: &ThreadPool,
) -> Result<Option<Sounds>, SegmentError> {
    let Some(segment) = Segment::open_if_there(path)? else { return Ok(None) };
    if segment.meta() != meta(made) || &*segment.slab::<u8>("about")? != about(space, made).as_bytes() {
        return Ok(None);
    }
    segment.verify()?;
    let ids: Slab<u32> = segment.slab("ids")?;
    let values: Slab<f32> = segment.slab("values")?;
    let facts: Slab<SoundFacts> = segment.slab("facts")?;
    if facts.len() != ids.len() || !ids.is_sorted() {
        return Err(segment.unusable("its sections contradict each other".into()));
    }
    let outside: Vec<Written> = serde_json::from_slice(&segment.slab::<u8>("outside")?)
        .map_err(|e| segment.unusable(format!("section outside: {e}")))?;
    let outsider = |(id, artist, title, version, key)| {
        (id, Outsider { key: TrackKey::from_stored(key), name: Name { artist, title, version } })
    };
    let index = Index::new(space.clone(), Arc::new(ids.clone()), Arc::new(values), pool)
        .map_err(|e| segment.unusable(e.to_string()))?;
    Ok(Some(Sounds {
        index,
        ids,
        facts,
        added: Arc::default(),
        outside: Arc::new(outside.into_iter().map(outsider).collect()),
        made,
    }))
}
