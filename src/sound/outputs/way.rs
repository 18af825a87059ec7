//! The ways out that this computer may have, the best first.

use super::{Output, OutputError, OutputKind};

/// One way to be heard. It may be there at one moment and gone at the next.
pub trait OutputWay: Send {
    /// What opens.
    fn kind(&self) -> OutputKind;

    /// Taken without being asked for.
    fn is_automatic(&self) -> bool {
        true
    }

    /// There is something to open, or somebody who expects it to be there.
    fn is_there(&mut self) -> bool;

    /// Worth a try: there, and not known to fail. Cheap, asked every second.
    fn is_promising(&mut self) -> bool;

    /// Why it is not there, where somebody has to do something about that.
    fn missed(&self) -> Option<OutputError> {
        None
    }

    fn open(&mut self) -> Result<Box<dyn Output>, OutputError>;
}
