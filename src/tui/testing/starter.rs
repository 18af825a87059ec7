//! The starter, for the tests that measure what its names and lists come to.

use std::sync::{Arc, OnceLock};

use crate::{
    catalogue::{Writer, starter},
    config::Settings,
    jobs::Pools,
    library::{Snapshot, fit::fit},
};

/// The starter with a model of a few factors, made once: names do not depend on how good it is.
pub(super) fn starter() -> &'static (Arc<Snapshot>, Pools) {
    static STARTER: OnceLock<(Arc<Snapshot>, Pools)> = OnceLock::new();
    STARTER.get_or_init(|| {
        let (mut writer, pools) = (Writer::in_memory().unwrap(), Pools::new().unwrap());
        starter::load(&mut writer).unwrap();
        let snapshot = Snapshot::of(&writer).unwrap();
        let mut recommend = Settings::default().recommend;
        (recommend.factors, recommend.iterations) = (16, 2);
        let fitted = fit(&snapshot.tables, &recommend, None, pools.background(), &mut |_| {}, &|| false);
        (Arc::new(snapshot.with_model(Some(fitted.unwrap().0))), pools)
    })
}
