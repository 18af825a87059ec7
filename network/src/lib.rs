//! musicnn from an ONNX file, as assets/model/convert.py writes it: read, planned, run on one patch after another.
//!
//! A package of its own, so that it is compiled optimised in every build and what is tested is what runs.

mod onnx;
mod plan;
mod rows;
mod step;
mod tensor;
mod window;
mod wire;

use thiserror::Error;

pub use onnx::Model;
pub use plan::Network;

/// Why a file is no network that can be run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

type Result<T, E = Refused> = std::result::Result<T, E>;
