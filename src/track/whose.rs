//! Whose a mix is.

/// Who stands behind a mix, seen from the user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Anybody: the wiki's contributors, an imported file, open data.
    #[default]
    World,
    /// The user.
    Me,
    /// A friend whose set the user imported.
    Friend,
}
