//! A projection of the user's own: fitted on the pools of what was heard once that is enough, and anew as it grows. Vectors are made
//! from the stored pools, so no audio is needed again; the index follows because its space has another name.

use std::{io, path::Path, path::PathBuf};

use rayon::ThreadPool;

use crate::{
    library::{
        Library, LibraryError,
        open::lock,
        snapshot::segment::{self, Meta, Segment, SegmentError},
    },
    sound::{
        ear::Ear,
        fit::{self, FEWEST, MOST, ProjectionFitError},
        projection::Projection,
    },
};

/// It is fitted anew when so many times more was heard than it was fitted on.
const GROWN: f64 = 1.5;

/// A fitted projection and on how many records.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Own {
    pub projection: Projection,
    pub records: usize,
}

impl Library {
    fn projection_file(&self) -> PathBuf {
        self.paths().data.join("projection.seg")
    }

    /// The ear with the user's own projection, where there is one for its network.
    pub(super) fn with_own_projection(&self, ear: Ear) -> Ear {
        match read(&self.projection_file(), &ear) {
            Ok(Some(own)) => {
                *lock(&self.hearing.fitted_on) = own.records;
                ear.with_projection(own.projection)
            }
            Ok(None) => ear,
            Err(e) => {
                tracing::warn!("{e}; the projection that ships is used until it is fitted again");
                ear
            }
        }
    }

    /// Whether so much was heard that a projection of the user's own, or a new one, pays.
    pub fn wants_projection(&self) -> bool {
        let heard = self.sounds_now().map_or(0, |sounds| sounds.len());
        let before = *lock(&self.hearing.fitted_on);
        heard >= FEWEST && before < MOST && heard as f64 >= GROWN * before as f64
    }

    /// Fits it, and brings everything heard into its space; for the background. False where too little can be used, or it was
    /// told to stop.
    pub fn fit_projection(
        &self,
        pool: &ThreadPool,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<bool, LibraryError> {
        let ear = self.ear()?;
        let heard = self.sounds(pool)?.len();
        let step = heard.div_ceil(MOST).max(1);
        let mut pools: Vec<Vec<f32>> = Vec::new();
        let mut seen = 0_usize;
        let own = crate::catalogue::Catalogue::open(&self.paths().catalogue_db())?;
        own.all_heard(&ear.space().model, None, |_, heard| {
            if seen.is_multiple_of(step) {
                pools.push(heard.pools);
            }
            seen += 1;
        })?;
        let rows: Vec<&[f32]> = pools.iter().map(Vec::as_slice).collect();
        // What was tried counts as fitted: too few usable records are not read again and again.
        *lock(&self.hearing.fitted_on) = heard;
        let projection = match pool.install(|| fit::fit(&rows, stop)) {
            Ok(projection) => projection,
            Err(e @ ProjectionFitError::TooFew { .. }) => {
                tracing::info!("{e}");
                return Ok(false);
            }
            Err(ProjectionFitError::Stopped) => return Ok(false),
        };
        let own = Own { projection, records: heard };
        if let Err(e) = write(&self.projection_file(), &ear, &own) {
            tracing::warn!("the projection stays in memory: {e}");
        }
        *lock(&self.hearing.ear) = Some(std::sync::Arc::new(ear.with_projection(own.projection)));
        self.tend_sounds(pool)
    }
}

pub(super) fn write(path: &Path, ear: &Ear, own: &Own) -> io::Result<()> {
    let (weights, bias) = own.projection.arrays();
    let records = (own.records as u64).to_le_bytes();
    let model = ear.space().model;
    let sections: [(&str, &[u8]); 4] = [
        ("model", model.as_bytes()),
        ("records", &records),
        ("weights", bytemuck::cast_slice(weights)),
        ("bias", bytemuck::cast_slice(bias)),
    ];
    segment::replace(path, Meta::default(), &sections)
}

/// `None` where there is none, or it is of another network.
pub(super) fn read(path: &Path, ear: &Ear) -> Result<Option<Own>, SegmentError> {
    let Some(segment) = Segment::open_if_there(path)? else { return Ok(None) };
    segment.verify()?;
    if &*segment.slab::<u8>("model")? != ear.space().model.as_bytes() {
        return Ok(None);
    }
    let (weights, bias) = (segment.slab::<f32>("weights")?, segment.slab::<f32>("bias")?);
    let records: u64 = segment.slab::<u64>("records")?.first().copied().unwrap_or(0);
    let projection =
        Projection::own(weights.to_vec(), bias.to_vec()).map_err(|e| segment.unusable(e.to_string()))?;
    Ok(Some(Own { projection, records: records as usize }))
}
