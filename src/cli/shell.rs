//! `segue completions SHELL` and `segue man`: what a shell and `man` read, made from the command line's own grammar.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, CommandResult};

pub(super) fn completions(shell: Shell) -> CommandResult {
    // Made in memory: a reader that goes away is no fault, and clap_complete panics on one.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "segue", &mut text);
    io::stdout().write_all(&text)?;
    Ok(())
}

/// One page for the program and all its commands, in roff.
pub(super) fn man() -> CommandResult {
    let mut text = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help") {
        let page = clap_mangen::Man::new(sub.clone());
        writeln!(text, ".SH \"SEGUE {}\"", sub.get_name().to_uppercase())?;
        page.render_synopsis_section(&mut text)?;
        page.render_description_section(&mut text)?;
        page.render_options_section(&mut text)?;
    }
    io::stdout().write_all(&text)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a value means stands within double quotes in fish's completions, where nothing of it is escaped.
    fn values_that_fish_cannot_read(command: &clap::Command) -> Vec<String> {
        let values = command.get_arguments().flat_map(clap::Arg::get_possible_values);
        let texts = values.filter_map(|value| Some(value.get_help()?.to_string()));
        let own = texts.filter(|text| text.contains(['"', '$', '\\']));
        own.chain(command.get_subcommands().flat_map(values_that_fish_cannot_read)).collect()
    }

    #[test]
    fn fish_can_read_what_values_mean() {
        assert_eq!(values_that_fish_cannot_read(&Cli::command()), [""; 0]);
    }
}
