//! The command line: the only room, beside `lsp`, that touches files, environment and terminal.
//!
//! In: arguments. Out: text, files, an exit code: 0 fine, 1 findings, 2 misuse, 3 changes. Deliberately absent: what a program means; each
//! command reads, calls the rooms below, and writes.

#[cfg(test)]
mod alike;
mod arguments;
mod baseline;
mod build;
mod compare;
mod cost;
mod diff;
mod document;
mod explain;
mod format;
mod graph;
mod manifest;
mod map;
mod migrate;
mod modules;
mod new;
mod output;
mod pages;
mod program;
mod read;
mod route;
mod snapshots;
mod swap;
mod terminal;
mod test;

use arguments::{Command, Format, Line};
use clap::Parser;
use clap::error::ErrorKind;
use std::process::ExitCode;
use terminal::{Failure, Terminal, Verdict};

/// Runs the command that the arguments of this process name.
pub fn run() -> ExitCode {
    let (terminal, ending) = match Line::try_parse() {
        Ok(line) => {
            let terminal = Terminal::new(line.format, line.color, line.quiet);
            (terminal, carry_out(&line.command, &terminal))
        }
        Err(error) => {
            let terminal = Terminal::new(Format::Human, arguments::Color::Auto, false);
            (terminal, say(&error, &terminal))
        }
    };
    let verdict = ending.unwrap_or_else(|failure| {
        terminal.fail(&failure);
        if terminal.is_for_machines() {
            // The failure was told already; where it is standard output that failed, this fails too.
            let _ = document::print_failure(&failure, &terminal);
        }
        Verdict::Misuse
    });
    ExitCode::from(verdict.code())
}

fn carry_out(command: &Command, terminal: &Terminal) -> Result<Verdict, Failure> {
    match command {
        Command::Check(check) => baseline::check(check, terminal),
        Command::Build(build) => build::build(build, terminal),
        Command::Fmt(fmt) => format::fmt(fmt, terminal),
        Command::Explain(explain) => explain::explain(explain, terminal),
        Command::Graph(graph) => graph::graph(graph, terminal),
        Command::Cost(arguments) => cost::cost(arguments, terminal),
        Command::Map(arguments) => map::map(arguments, terminal),
        Command::Migrate(arguments) => migrate::migrate(arguments, terminal),
        Command::New(new) => new::new(new, terminal),
        Command::Test(arguments) => test::test(arguments, terminal),
        Command::Route(arguments) => route::route(arguments, terminal),
        Command::WhyNotCached(ask) => route::why_not_cached(ask, terminal),
        Command::Sign(arguments) => route::sign(arguments, terminal),
        Command::Diff(arguments) => diff::diff(arguments, terminal),
        Command::Snapshot(program) => diff::snapshot(program, terminal),
        Command::Completions { shell } => pages::completions(*shell, terminal),
        Command::Man { command } => pages::man(command.as_deref(), terminal),
    }
}

/// Help and versions are what was asked for; anything else is misuse.
fn say(error: &clap::Error, terminal: &Terminal) -> Result<Verdict, Failure> {
    let coloured = |style| match style {
        crate::report::Style::Colour => error.render().ansi().to_string(),
        crate::report::Style::Plain => error.render().to_string(),
    };
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        terminal.print(&coloured(terminal.style(&std::io::stdout())))?;
        return Ok(Verdict::Fine);
    }
    terminal.tell(&coloured(terminal.style(&std::io::stderr())));
    Ok(Verdict::Misuse)
}
