//! What was learned, on disk: other processes and the next start use it.

use std::{collections::HashMap, io, path::Path, sync::Arc, sync::RwLock};

use serde::{Deserialize, Serialize};

use super::learned::{Heads, Of};
use crate::{
    library::snapshot::segment::{self, Meta, Segment, SegmentError},
    recommend::taste::{Quality, Taste},
    sound::{
        projection::DIMENSIONS,
        styles::{Accuracy, Styles},
    },
};

/// Everything but the large arrays.
#[derive(Serialize, Deserialize)]
struct About {
    network: String,
    projection: String,
    fit: String,
    heard: usize,
    taste: Result<Quality, String>,
    styles: Result<(Vec<String>, Accuracy), String>,
}

pub(super) fn write(path: &Path, heads: &Heads) -> io::Result<()> {
    let Of { network, projection, fit, heard } = heads.of.clone();
    let about = About {
        network,
        projection,
        fit,
        heard,
        taste: heads.taste.as_ref().map(|(_, quality)| *quality).map_err(Clone::clone),
        styles: heads
            .styles
            .as_ref()
            .map(|(styles, accuracy)| (styles.names().to_vec(), *accuracy))
            .map_err(Clone::clone),
    };
    let about = serde_json::to_vec(&about).map_err(io::Error::from)?;
    let taste = heads.taste.as_ref().map(|(taste, _)| taste.values()).unwrap_or_default();
    let styles = heads.styles.as_ref().map(|(styles, _)| styles.values()).unwrap_or_default();
    let genres = heads.genres.read().map(|genres| genres.clone()).unwrap_or_default();
    let (ids, genres): (Vec<u32>, Vec<u8>) = genres.into_iter().unzip();
    let sections: [(&str, &[u8]); 5] = [
        ("about", &about),
        ("taste", bytemuck::cast_slice(taste)),
        ("styles", bytemuck::cast_slice(&styles)),
        ("ids", bytemuck::cast_slice(&ids)),
        ("genres", &genres),
    ];
    segment::replace(path, Meta::default(), &sections)
}

/// `None` where there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<Heads>, SegmentError> {
    let Some(segment) = Segment::open_if_there(path)? else { return Ok(None) };
    segment.verify()?;
    let unusable = |what: &str| segment.unusable(what.to_owned());
    let about: About = serde_json::from_slice(&segment.slab::<u8>("about")?)
        .map_err(|e| segment.unusable(format!("section about: {e}")))?;
    let taste = match about.taste {
        Ok(quality) => {
            let taste = Taste::from_values(DIMENSIONS, &segment.slab::<f64>("taste")?);
            Ok((Arc::new(taste.ok_or_else(|| unusable("section taste has another size"))?), quality))
        }
        Err(why) => Err(why),
    };
    let styles = match about.styles {
        Ok((names, accuracy)) => {
            let styles = Styles::from_values(names, &segment.slab::<f32>("styles")?);
            Ok((styles.ok_or_else(|| unusable("section styles has another size"))?, accuracy))
        }
        Err(why) => Err(why),
    };
    let (ids, genres) = (segment.slab::<u32>("ids")?, segment.slab::<u8>("genres")?);
    let genres: HashMap<u32, u8> = ids.iter().copied().zip(genres.iter().copied()).collect();
    let of = Of { network: about.network, projection: about.projection, fit: about.fit, heard: about.heard };
    Ok(Some(Heads { of, taste, styles, genres: RwLock::new(genres) }))
}
