//! What the wiki says of itself: who it is, where its pages are, under which licence.

use serde::{Deserialize, Serialize};

use super::{answer::Continue, client::WikiClient, error::CrawlError, scope::CrawlScope};

/// The wiki behind an API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its name, `MixesDB`.
    pub name: String,
    /// Its database; another one has other page numbers.
    pub wiki_id: String,
    /// A page's address with `$1` for its title.
    pub pages_at: String,
    /// The licence of its texts, as `siprop=rightsinfo` states it.
    pub rights: Rights,
}

/// The licence the wiki states.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// Its name; empty where the wiki states none.
    pub text: String,
    /// Where it stands.
    pub url: String,
}

/// A wiki that has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    pub site: Site,
    /// Its pages that are no redirects.
    pub articles: u64,
    /// `MediaWiki 1.44.0`.
    pub software: String,
}

/// Asks robots.txt, and then the wiki about itself: one question.
pub async fn greet(client: &mut WikiClient) -> Result<Greeting, CrawlError> {
    client.read_robots().await?;
    let Look { site, total, software, .. } = look(client, &CrawlScope::default()).await?;
    Ok(Greeting { site, articles: total.unwrap_or(0), software })
}

/// The wiki, the time on its clock, and how many pages a walk will meet.
pub(super) struct Look {
    pub(super) site: Site,
    pub(super) now: String,
    pub(super) total: Option<u64>,
    /// Categories of the slice that the wiki does not have.
    pub(super) empty: Vec<String>,
    pub(super) software: String,
}

impl Site {
    /// The address of a page.
    pub fn url(&self, title: &str) -> String {
        self.pages_at.replacen("$1", &encode(title), 1)
    }

    /// Whether page numbers of the one mean the same in the other.
    pub fn is_same_wiki(&self, other: &Site) -> bool {
        (&self.name, &self.wiki_id) == (&other.name, &other.wiki_id)
    }
}

/// Asks the wiki about itself, and how large the slice is.
pub(super) async fn look(client: &mut WikiClient, scope: &CrawlScope) -> Result<Look, CrawlError> {
    let titles =
        scope.lanes().iter().take(50).map(|name| format!("Category:{name}")).collect::<Vec<_>>().join("|");
    let mut params =
        vec![("meta", "siteinfo"), ("siprop", "general|rightsinfo|statistics"), ("curtimestamp", "1")];
    if !titles.is_empty() {
        params.extend([("prop", "categoryinfo"), ("titles", titles.as_str())]);
    }
    let answer = client.ask_batch(&params, &Continue::new()).await?;
    let Some(now) = answer.curtimestamp else {
        return Err(CrawlError::Api {
            code: "curtimestamp".into(),
            info: "the wiki does not tell its time".into(),
        });
    };
    let general = answer.query.general.unwrap_or_default();
    let rights = answer.query.rightsinfo.unwrap_or_default();
    let articles = answer.query.statistics.map(|s| s.articles);
    let in_categories = |page: &super::answer::ApiPage| page.categoryinfo.as_ref().map_or(0, |c| c.pages);
    let members = answer.query.pages.iter().map(in_categories).sum();
    let empty =
        answer.query.pages.iter().filter(|p| in_categories(p) == 0).map(|p| p.title.clone()).collect();
    let site = Site {
        name: general.sitename,
        wiki_id: general.wikiid,
        pages_at: absolute(client, &general.server) + &general.articlepath,
        rights: Rights { text: rights.text, url: rights.url },
    };
    let total = if titles.is_empty() { articles.filter(|_| scope.years.is_none()) } else { Some(members) };
    Ok(Look { site, now, total, empty, software: general.generator })
}

/// A server's address may come without its scheme: `//www.mixesdb.com`.
fn absolute(client: &WikiClient, server: &str) -> String {
    if server.starts_with("//") { format!("{}:{server}", client.api().scheme()) } else { server.to_owned() }
}

/// A title as MediaWiki writes it in an address: underscores, and readable signs left as they are.
fn encode(title: &str) -> String {
    let mut out = String::with_capacity(title.len() + 8);
    for byte in title.bytes() {
        match byte {
            b' ' => out.push('_'),
            b if b.is_ascii_alphanumeric() || b"-_.~;@$!*(),/:".contains(&b) => out.push(char::from(b)),
            b => out.extend(['%', hex(b >> 4), hex(b & 15)]),
        }
    }
    out
}

fn hex(digit: u8) -> char {
    char::from_digit(digit.into(), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_address_the_site_gives_it() {
        let site = Site { pages_at: "https://www.mixesdb.com/w/$1".into(), ..Site::default() };
        assert_eq!(
            site.url("1988-06 - Paul Oakenfold @ Spectrum, London (Test Pressing 354, 2014-06-13)"),
            "https://www.mixesdb.com/w/1988-06_-_Paul_Oakenfold_@_Spectrum,_London_(Test_Pressing_354,_2014-06-13)"
        );
        assert_eq!(site.url("Sven Väth & ? #1"), "https://www.mixesdb.com/w/Sven_V%C3%A4th_%26_%3F_%231");
    }
}
