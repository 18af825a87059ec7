//! What a site's robots.txt allows the crawler.

use reqwest::Url;
use texting_robots::Robot;

/// The name robots.txt knows us by.
pub const AGENT: &str = "segue";

/// The verdict of one robots.txt.
#[derive(Debug, PartialEq)]
pub struct RobotsVerdict {
    /// The path that is forbidden, as robots.txt sees it; `None` where all that the crawl needs is allowed.
    pub forbidden: Option<String>,
    /// `Crawl-delay` in seconds.
    pub crawl_delay: Option<f32>,
}

/// Judges `text` for the API at `api`. A file nobody can read forbids nothing, as one that is not there.
///
/// The question is judged as it is asked (`?action=query&…`), never with its parameters reordered to slip past a rule
/// such as `Disallow: /*?action=`.
pub fn judge(api: &Url, text: &[u8]) -> RobotsVerdict {
    let Ok(robot) = Robot::new(AGENT, text) else {
        return RobotsVerdict { forbidden: None, crawl_delay: None };
    };
    let path = format!("{}?action=query", api.path());
    let forbidden = [path.clone(), format!("{path}&format=json")].into_iter().find(|p| !robot.allowed(p));
    RobotsVerdict { forbidden: forbidden.map(|_| path), crawl_delay: robot.delay }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", true, None)]
    #[case("User-agent: *\nDisallow: /*?action=\nCrawl-delay: 4\n", false, Some(4.0))]
    #[case("User-agent: *\nDisallow: /w/api.php\n", false, None)]
    #[case("User-agent: *\nDisallow: /*?action=\nAllow: /w/api.php?action=query\n", true, None)]
    #[case("User-agent: *\nDisallow: /\n\nUser-agent: segue\nAllow: /\nCrawl-delay: 7\n", true, Some(7.0))]
    #[case("User-agent: segue\nDisallow: /\n\nUser-agent: *\nAllow: /\n", false, None)]
    #[case("User-agent: *\nDisallow: /w/index.php\n", true, None)]
    #[case("<html>not found</html>\0\u{feff}", true, None)]
    fn robots_txt_decides(#[case] text: &str, #[case] allowed: bool, #[case] delay: Option<f32>) {
        let api = Url::parse("https://www.mixesdb.com/w/api.php").expect("address");
        let verdict = judge(&api, text.as_bytes());
        assert_eq!(verdict.forbidden.is_none(), allowed, "{verdict:?}");
        assert_eq!(verdict.crawl_delay, delay);
    }
}
