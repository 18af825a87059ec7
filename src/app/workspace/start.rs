//! The program begun for the screen, and for the demo.

use std::{path::Path, sync::Arc};

use super::Workspace;
use crate::{
    app::{
        App, Services,
        audition::DeskParts,
        demo::{self, DemoFolder, DemoListener, MadeUp},
        failure::Failure,
    },
    catalogue::{LateUser, User},
    config::Settings,
    library::Library,
    preview::{Chain, Passages, Previews},
    sound::outputs::Machine,
};

/// The program, begun, and what plays records aloud.
pub struct StartedScreen {
    /// Answers what the screen asks.
    pub services: Arc<dyn Services>,
    /// Takes settings that changed.
    pub take: Box<dyn Fn(&Settings) + Send + Sync>,
    /// What the desk is made of.
    pub desk: DeskParts,
    /// Hears the demo's records; lives as long as the screen is shown.
    pub listener: Option<DemoListener>,
}

impl Workspace {
    /// Begins the program.
    pub fn start(&self) -> Result<StartedScreen, Failure> {
        // Open all the time, so that who opens it for a moment neither begins its log nor ends it.
        let user = LateUser::from(self.user()?);
        let library = Arc::new(self.library_beside(&user)?);
        // A wrong address in the settings is said before the screen comes.
        Previews::check(&self.settings)?;
        self.begin(library, user.into_user()?, None, &self.paths.state)
    }

    /// Begins the demo, over made-up mixes whose records are synthesised.
    pub fn start_demo(&self, tour: &DemoFolder) -> Result<StartedScreen, Failure> {
        let user = self.user()?;
        let library = Arc::new(self.library()?);
        demo::fill(&library)?;
        let listener = DemoListener::open(library.clone());
        let chain = Chain::new(vec![Box::new(MadeUp::new())]);
        Ok(StartedScreen {
            listener: Some(listener),
            ..self.begin(library, user, Some(chain), &tour.listeners)?
        })
    }

    /// `chain` says who may have a record's sound, where it is not whom the settings name; others join in the folder `listeners`.
    fn begin(
        &self,
        library: Arc<Library>,
        user: User,
        chain: Option<Chain>,
        listeners: &Path,
    ) -> Result<StartedScreen, Failure> {
        let app = App::new(library, user, Self::pools()?, &self.settings);
        let sound = &self.settings.sound;
        let desk = DeskParts {
            chain: chain.or_else(|| app.chain()).unwrap_or_else(|| Chain::new(Vec::new())),
            passages: Some(Passages::new(self.settings.library.offline)),
            listened: Box::new(app.listened()),
            points: app.points(),
            outlets: Box::new(Machine::new(listeners)),
            choice: sound.output,
            volume: sound.volume,
            levelled: sound.level,
        };
        Ok(StartedScreen { take: app.settings_taker(), desk, services: Arc::new(app), listener: None })
    }
}
