//! The two SQLite stores, their migrations and the starter.
