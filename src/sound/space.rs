//! Which vectors can be compared.

/// Where vectors can be compared: among those of one network, one front end and one projection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Space {
    /// Network and front end.
    pub model: String,
    /// What makes vectors of the pools.
    pub projection: String,
}
