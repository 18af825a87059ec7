//! What can be imported: what DJ programs have here, and a path that is being written.

use crate::app::answer::FoundPlace;

/// What is known of it.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// What DJ programs have; `None` while it is looked for.
    pub places: Option<Vec<FoundPlace>>,
    /// What the path may go on with.
    pub ends: Vec<String>,
    /// The path as far as all ends agree, not yet taken over by the line that is written.
    pub completed: Option<String>,
}
