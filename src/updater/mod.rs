//! When to crawl, refit and publish; the writer's lock.
