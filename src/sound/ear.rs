//! Which network, front end and projection listen here: enough to know what can be compared, and the way to load it.

use std::{path::Path, sync::Arc};

use super::{
    embed::{EmbedError, Embedder, LEVEL},
    network::{ModelBytes, Network},
    projection::Projection,
    space::Space,
};

/// Network, front end and projection by their versions; cheap beside an [`Embedder`], which it loads when asked.
#[derive(Clone, Debug)]
pub struct Ear {
    source: ModelBytes,
    level: Option<f32>,
    projection: Projection,
    model: String,
    labels: Arc<[String]>,
}

impl Ear {
    /// As shipped.
    pub fn built_in() -> Result<Self, EmbedError> {
        Self::new(ModelBytes::built_in(), LEVEL, Projection::shipped()?)
    }

    /// With another network of the same shape, from a file the settings name.
    pub fn open(path: &Path) -> Result<Self, EmbedError> {
        Self::new(ModelBytes::open(path)?, LEVEL, Projection::shipped()?)
    }

    /// What the settings name: a network's file, or none for the one built in.
    pub fn of(model: Option<&Path>) -> Result<Self, EmbedError> {
        model.map_or_else(Self::built_in, Self::open)
    }

    fn new(source: ModelBytes, level: Option<f32>, projection: Projection) -> Result<Self, EmbedError> {
        let labels = source.labels()?.into();
        let model = Embedder::model_of(&source.version(), level);
        Ok(Self { source, level, projection, model, labels })
    }

    /// The same with a projection fitted on the user's own records.
    #[must_use]
    pub fn with_projection(&self, projection: Projection) -> Self {
        Self { projection, ..self.clone() }
    }

    /// Where its vectors lie.
    pub fn space(&self) -> Space {
        Space { model: self.model.clone(), projection: self.projection.version().to_owned() }
    }

    /// The projection in use.
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// The tags' names.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Loads the network; takes some tenths of a second.
    pub fn embedder(&self) -> Result<Embedder, EmbedError> {
        Ok(Embedder::new(Network::load(&self.source)?, self.projection.clone(), self.level))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_the_space_that_its_embedder_s_vectors_lie_in() {
        let ear = Ear::built_in().expect("built in");
        let embedder = ear.embedder().expect("loads");
        let heard = embedder.embed(&vec![0.1; 16_000], &|| false).expect("an embedding");
        assert_eq!(heard.space(), ear.space());
        assert_eq!(ear.labels(), embedder.labels());
    }

    #[test]
    fn a_missing_or_damaged_file_is_named() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("other.onnx");
        let missing = Ear::open(&path).expect_err("not there").to_string();
        assert!(missing.contains("other.onnx"), "{missing}");
        std::fs::write(&path, b"no model").expect("written");
        let damaged = Ear::open(&path).expect_err("no model").to_string();
        assert!(damaged.contains("other.onnx") && damaged.contains("sha256"), "{damaged}");
    }
}
