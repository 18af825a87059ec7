//! All providers in one line: the user's files, Deezer, iTunes, Spotify.

use super::wanted::{
    ClipBytes, Match, PlayableTrack, PreviewProvider, Provider, ProviderMatch, Refusal, Silent, Wanted,
};

/// The providers in the order they are asked in.
pub struct Chain {
    sources: Vec<Box<dyn PreviewProvider>>,
}

impl Chain {
    /// A chain of these.
    pub fn new(sources: Vec<Box<dyn PreviewProvider>>) -> Self {
        Self { sources }
    }

    /// The record's sound from whoever has it.
    ///
    /// The record itself, from anybody, comes before another version of it from an earlier one: a remix in the user's own folder is
    /// not what was asked for while Deezer has the original. Providers after the first exact answer are not asked. Where
    /// nobody has the record, the best other version is heard: an unnamed one before a named remix, then in the chain's order;
    /// [`ProviderMatch::grade`] says so and [`PlayableTrack::others`] what stood in the way. Whoever fails (a quota, a dead line, a
    /// page instead of sound) is passed over and named.
    pub fn hear(&self, wanted: &Wanted, stop: &(dyn Fn() -> bool + Sync)) -> Result<PlayableTrack, Silent> {
        self.hear_as(wanted, stop, &|_, _| Ok(())).map(|(heard, ())| heard)
    }

    /// As [`hear`](Self::hear), with what `open` makes of the clip. A clip that it refuses, in words, counts as unusable and the next
    /// provider is asked.
    pub fn hear_as<T>(
        &self,
        wanted: &Wanted,
        stop: &(dyn Fn() -> bool + Sync),
        open: &dyn Fn(&ProviderMatch, &ClipBytes) -> Result<T, String>,
    ) -> Result<(PlayableTrack, T), Silent> {
        let mut said: Vec<(Provider, Refusal)> = Vec::new();
        let mut others: Vec<(&dyn PreviewProvider, ProviderMatch)> = Vec::new();
        for source in &self.sources {
            if stop() {
                break;
            }
            match source.find(wanted, stop) {
                Ok(found) if found.grade == Match::Exact => match take(&**source, &found, stop, open) {
                    Ok((clip, opened)) => {
                        said.extend(others.into_iter().map(|(_, other)| only(other)));
                        return Ok((PlayableTrack { found, clip, others: said }, opened));
                    }
                    Err(refusal) => said.push((source.provider(), refusal)),
                },
                Ok(found) => others.push((&**source, found)),
                Err(refusal) => said.push((source.provider(), refusal)),
            }
        }
        // Stable, so that the chain's order decides among equals.
        others.sort_by_key(|(_, found)| found.name.version.is_some());
        let mut left = others.into_iter();
        while let Some((source, found)) = left.next() {
            if stop() {
                said.push(only(found));
                break;
            }
            match take(source, &found, stop, open) {
                Ok((clip, opened)) => {
                    said.extend(left.map(|(_, other)| only(other)));
                    said.sort_by_key(|(provider, _)| *provider);
                    return Ok((PlayableTrack { found, clip, others: said }, opened));
                }
                Err(refusal) => said.push((found.provider, refusal)),
            }
        }
        said.extend(left.map(|(_, other)| only(other)));
        said.sort_by_key(|(provider, _)| *provider);
        Err(Silent(said))
    }
}

fn take<T>(
    source: &dyn PreviewProvider,
    found: &ProviderMatch,
    stop: &(dyn Fn() -> bool + Sync),
    open: &dyn Fn(&ProviderMatch, &ClipBytes) -> Result<T, String>,
) -> Result<(ClipBytes, T), Refusal> {
    let clip = source.fetch(found, stop)?;
    match open(found, &clip) {
        Ok(opened) => Ok((clip, opened)),
        Err(why) => Err(Refusal::Unusable(why)),
    }
}

fn only(found: ProviderMatch) -> (Provider, Refusal) {
    (found.provider, Refusal::Only(found.name))
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use rstest::rstest;

    use super::*;
    use crate::track::Name;

    /// A provider that answers as it is told.
    struct Says {
        provider: Provider,
        title: Result<&'static str, Refusal>,
        bytes: Result<&'static [u8], Refusal>,
        asked: Arc<AtomicBool>,
    }

    impl PreviewProvider for Says {
        fn provider(&self) -> Provider {
            self.provider
        }

        fn find(&self, wanted: &Wanted, _: &(dyn Fn() -> bool + Sync)) -> Result<ProviderMatch, Refusal> {
            self.asked.store(true, Ordering::Relaxed);
            let name = Name::parse(&wanted.name.artist, self.title.clone()?);
            let exact = crate::track::grade(&wanted.name, &name) == crate::track::Grade::Exact;
            Ok(ProviderMatch {
                provider: self.provider,
                id: "1".into(),
                name,
                grade: if exact { Match::Exact } else { Match::OtherVersion },
                page: None,
                bpm: None,
                seconds: None,
            })
        }

        fn fetch(&self, _: &ProviderMatch, _: &(dyn Fn() -> bool + Sync)) -> Result<ClipBytes, Refusal> {
            self.bytes.clone().map(|bytes| ClipBytes::Bytes(bytes.into()))
        }
    }

    fn wanted() -> Wanted {
        Wanted::new(Name::parse("Ed Rush & Optical", "Alien Girl"), None)
    }

    type Title = Result<&'static str, Refusal>;

    fn chain(titles: [Title; 3]) -> Chain {
        let providers = [Provider::Local, Provider::Deezer, Provider::Itunes];
        let says = providers.into_iter().zip(titles).map(|(provider, title)| {
            Box::new(Says { provider, title, bytes: Ok(b"ID3"), asked: Arc::default() })
                as Box<dyn PreviewProvider>
        });
        Chain::new(says.collect())
    }

    const ITSELF: Title = Ok("Alien Girl (Original Mix)");
    const REMIX: Title = Ok("Alien Girl (Fracture Remix)");
    const NOTHING: Title = Err(Refusal::Unknown);

    #[rstest]
    #[case([ITSELF, ITSELF, ITSELF], Some((Provider::Local, Match::Exact)))]
    #[case([REMIX, ITSELF, ITSELF], Some((Provider::Deezer, Match::Exact)))]
    #[case([NOTHING, REMIX, ITSELF], Some((Provider::Itunes, Match::Exact)))]
    #[case([NOTHING, REMIX, NOTHING], Some((Provider::Deezer, Match::OtherVersion)))]
    #[case([REMIX, REMIX, NOTHING], Some((Provider::Local, Match::OtherVersion)))]
    #[case([NOTHING, NOTHING, NOTHING], None)]
    fn the_record_itself_comes_first_then_the_order(
        #[case] titles: [Title; 3],
        #[case] expected: Option<(Provider, Match)>,
    ) {
        let heard = chain(titles).hear(&wanted(), &|| false);
        assert_eq!(heard.ok().map(|heard| (heard.found.provider, heard.found.grade)), expected);
    }

    #[test]
    fn the_record_without_its_remix_is_nearer_than_another_remix() {
        let wanted = Wanted::new(Name::parse("Ed Rush & Optical", "Alien Girl (Noisia Remix)"), None);
        let heard = chain([NOTHING, REMIX, ITSELF]).hear(&wanted, &|| false).expect("another version");
        assert_eq!((heard.found.provider, heard.found.name.version), (Provider::Itunes, None));
        assert!(matches!(
            &heard.others[..],
            [(Provider::Local, Refusal::Unknown), (Provider::Deezer, Refusal::Only(_))]
        ));
    }

    #[test]
    fn a_quota_or_a_broken_clip_lets_the_others_go_on() {
        let quota = Refusal::Quota(std::time::Duration::from_secs(4));
        let heard = chain([NOTHING, Err(quota.clone()), ITSELF]).hear(&wanted(), &|| false).expect("iTunes");
        assert_eq!(heard.others, [(Provider::Local, Refusal::Unknown), (Provider::Deezer, quota)]);

        let silent = |found: &ProviderMatch, _: &ClipBytes| match found.provider {
            Provider::Itunes => Ok(7),
            _ => Err("it is silent".to_owned()),
        };
        let (heard, opened) =
            chain([ITSELF, ITSELF, ITSELF]).hear_as(&wanted(), &|| false, &silent).expect("iTunes");
        assert_eq!((heard.found.provider, opened), (Provider::Itunes, 7));
        assert_eq!(heard.others[0], (Provider::Local, Refusal::Unusable("it is silent".into())));
    }

    #[test]
    fn an_exact_answer_ends_the_asking() {
        let asked: Arc<AtomicBool> = Arc::default();
        let says = |provider, asked: &Arc<AtomicBool>| {
            Box::new(Says { provider, title: ITSELF, bytes: Ok(b"ID3"), asked: asked.clone() })
                as Box<dyn PreviewProvider>
        };
        let chain = Chain::new(vec![says(Provider::Local, &Arc::default()), says(Provider::Deezer, &asked)]);
        chain.hear(&wanted(), &|| false).expect("heard");
        assert!(!asked.load(Ordering::Relaxed));
        assert!(chain.hear(&wanted(), &|| true).is_err(), "stopped");
    }
}
