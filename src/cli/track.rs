//! `segue track`: where and by whom a track was played.

use super::{CommandResult, Context, text};

pub(super) fn run(context: &Context, words: &str) -> CommandResult {
    let page = context.track(words)?;
    context.print(&page, |out| {
        writeln!(out, "{}  {}", page.track.id, text::record(&page.track))?;
        let (mixes, djs) = (page.track.mixes as usize, page.track.djs as usize);
        if mixes == 0 {
            writeln!(out, "in no mix here")?;
        } else {
            let mixes = text::count(mixes, "mix", "mixes");
            writeln!(out, "in {mixes}, by {}", text::count(djs, "DJ", "DJs"))?;
        }
        for play in &page.plays {
            writeln!(out, "  {}", text::clean(&play.mix))?;
            for (side, other) in [("after", &play.before), ("before", &play.after)] {
                if let Some(other) = other {
                    writeln!(out, "      {side} {}", text::record(other))?;
                }
            }
        }
        Ok(())
    })
}
