//! The wiki: client, robots.txt, crawl.
