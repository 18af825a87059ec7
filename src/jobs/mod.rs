//! Long work: queues, progress, cancelling, the two thread pools.
