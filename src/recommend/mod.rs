//! Recommending from tracklists: interactions, ALS, walk, next, blend, evaluation.
