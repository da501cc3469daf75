//! `edgewise completions` and `edgewise man`: what shells and manuals need to know of the command line.
//!
//! In: the definition of the command line. Out: text on standard output. Deliberately absent: installing any of it.

use super::arguments::Line;
use super::terminal::{Failure, Terminal, Verdict, near, reason};
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell, terminal: &Terminal) -> Result<Verdict, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Line::command(), "edgewise", &mut bytes);
    terminal.print(&String::from_utf8_lossy(&bytes))?;
    Ok(Verdict::Fine)
}

/// Prints the manual page of the command line, or of one command.
pub(super) fn man(command: Option<&str>, terminal: &Terminal) -> Result<Verdict, Failure> {
    let mut line = Line::command();
    line.build();
    let page = match command {
        None => line,
        Some(name) => match line.find_subcommand(name) {
            Some(found) => found.clone(),
            None => {
                let near = near(name, line.get_subcommands().map(clap::Command::get_name));
                return Err(Failure(format!("there is no command `{name}`{near}")));
            }
        },
    };
    let mut bytes = Vec::new();
    let rendered = clap_mangen::Man::new(page).render(&mut bytes);
    rendered.map_err(|error| Failure(format!("cannot make the manual: {}", reason(&error))))?;
    terminal.print(&String::from_utf8_lossy(&bytes))?;
    Ok(Verdict::Fine)
}
