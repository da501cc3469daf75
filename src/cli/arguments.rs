//! What can be said on the command line.
//!
//! In: the words behind `edgewise`. Out: a `Command` with its settings, or help. Deliberately absent: doing any of it.

mod authoring;
mod compared;
mod dry_run;
mod sign;

pub(super) use authoring::{Cost, Graph, Map, Migrate, Picture};
pub(super) use compared::{Allowed, Denied, Diff};
pub(super) use dry_run::{Ask, Chosen, Protocol, Route, Test};
pub(super) use sign::{HashWord, Sign};

use crate::schema::Target;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXITS: &str = "\
Exit codes:
  0  fine; warnings are allowed
  1  findings: an error in the program, or `--check` found a difference
  2  misuse: bad arguments, an unreadable path, a file that must not be overwritten, a full disk

`edgewise COMMAND --help` shows examples.";

/// What every command takes.
const EVERYWHERE: &str = "Options of every command";

/// The `edgewise` command.
#[derive(Debug, Parser)]
#[command(name = "edgewise", version, about = "CloudFront and Route 53, written as routes", after_help = EXITS)]
#[command(arg_required_else_help = true)]
pub(super) struct Line {
    /// How findings are written: for people, or for machines on standard output
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub format: Format,

    /// When to use colours; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,

    /// Say nothing but errors
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    pub quiet: bool,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Lines with carets, on standard error.
    Human,
    /// One JSON document, on standard output.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit's XML, for build servers.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// Markdown for a pull request; what only a difference has
    Markdown,
    /// The way to an answer as a tree; what only `route` has
    Tree,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin a project from an example
    #[command(
        override_usage = "edgewise new NAME [--example EXAMPLE]",
        after_help = "\
Examples:
  edgewise new                           which examples there are
  edgewise new site                      a directory `site` with the smallest program
  edgewise new shop --example spa        another example to begin from
  edgewise new . --example spa           here, if nothing is here yet"
    )]
    New(New),

    /// Say what is wrong with a program
    #[command(after_help = "\
Examples:
  edgewise check                         the program in this directory
  edgewise check examples/spa            another directory: all of its .edge files together
  edgewise check main.edge               one file alone
  edgewise check --set stage=test        with a value for a parameter
  edgewise check --format json           findings for machines
  edgewise check --format sarif          for code scanning; also junit, github
  edgewise check --baseline old.json     what is new since --write-baseline")]
    Check(super::baseline::Check),

    /// Hold a program against its `test` blocks
    #[command(after_help = "\
Examples:
  edgewise test                          every test of the program in this directory
  edgewise test examples/blue_green      another program
  edgewise test --only 'one after the other'
  edgewise test --unreached              the records, behaviors and errors that no test reaches, too
  edgewise test --min-coverage 80        fail where tests reach less
  edgewise test --format junit           for build servers
  edgewise test --set green=50           with a value for a parameter

Exit codes: 0 all expectations hold, 1 one does not, or the program has errors.")]
    Test(Test),

    /// Say what a name or a request is answered with, and why
    #[command(after_help = dry_run::ROUTE)]
    Route(Route),

    /// Write CloudFormation and Terraform
    #[command(after_help = "\
Examples:
  edgewise build                         both targets, into out/NAME
  edgewise build --target terraform      one of them
  edgewise build --out infra             into another directory
  edgewise build --params prod.params.edge --set green=10
  edgewise build --check                 is what was committed current? writes nothing

What Edgewise wrote is listed in OUT/.edgewise.json. A file that is not listed there, or was edited since, is not \
overwritten without --force. Files of an earlier build that no longer belong are removed.")]
    Build(Build),

    /// Lay programs out in the one way there is
    #[command(after_help = "\
Examples:
  edgewise fmt                           every .edge file of this directory
  edgewise fmt main.edge zones           a file and a directory
  edgewise fmt --check                   what is not formatted? writes nothing
  edgewise fmt - < main.edge             standard input to standard output")]
    Fmt(Fmt),

    /// Say what a change does: which requests and answers move, and which resources
    #[command(after_help = "\
Examples:
  edgewise diff main: .                          what this branch changes
  edgewise diff deployed.json .                  since what was written by `edgewise snapshot`
  edgewise diff template.json .                  since a CloudFormation template
  edgewise diff . . --set-old green=10 --set-new green=50
  edgewise diff main: . --format markdown        for a pull request
  edgewise diff main: . --max-moved 5% --deny replace,unanswered

Exit codes: 0 nothing changes, 3 something does, 1 a side has errors or a guard refuses.")]
    Diff(Diff),

    /// Write down what a program means, as JSON that a repository can keep
    #[command(after_help = "\
Examples:
  edgewise snapshot > deployed.json
  edgewise diff deployed.json .                  what has changed since")]
    Snapshot(Program),

    /// Explain a code, a kind, a choice or a fact
    #[command(after_help = "\
Examples:
  edgewise explain                       every code there is
  edgewise explain EW-101                a finding about the language
  edgewise explain CF-274                a rule of AWS
  edgewise explain cache_policy          a kind: its fields, outputs and rules
  edgewise explain quotas                every quota
  edgewise explain --aws TEXT            an error of AWS, CloudFormation or Terraform
  edgewise explain --aws < apply.log     the same, from standard input")]
    Explain(Explain),

    /// Say why answers to a request come from the origin, the worst cause first, and what would help
    #[command(after_help = dry_run::WHY_NOT_CACHED)]
    WhyNotCached(Ask),

    /// Say what a month costs, line by line, and what would save
    #[command(after_help = authoring::COST)]
    Cost(Cost),

    /// Draw who in the world is answered by what, as a page with switches for what may fail
    #[command(after_help = authoring::MAP)]
    Map(Map),

    /// Draw which names lead to which distributions, behaviors, origins and answers
    #[command(after_help = "\
Examples:
  edgewise graph --out edge.svg                  a picture of the program in this directory
  edgewise graph examples/spa > spa.svg          to standard output
  edgewise graph --picture mermaid               for Markdown
  edgewise graph --only www.example.com --out www.svg
                                                 one name, what it leads to and what it waits for")]
    Graph(Graph),

    /// Take over a zone from another provider: its zone file as a program, and the plan with times
    #[command(after_help = authoring::MIGRATE)]
    Migrate(Migrate),

    /// Sign a URL or cookies for private content, or say whether one that is signed may pass
    #[command(after_help = "\
Examples:
  edgewise sign https://app.example.com/v/1.mp4 --key private.pem --expires 1h
  edgewise sign 'https://app.example.com/v/*' --key private.pem --expires 2026-12-01T00:00:00Z --cookies
  edgewise sign 'https://app.example.com/v/1.mp4?Expires=…&Signature=…&Key-Pair-Id=…' --verify

The key has to be the private half of a public key that the behavior of the URL believes. It is read, and never \
written.

Exit codes of --verify: 0 it may pass, 1 it may not, or the program does not have the key.")]
    Sign(Sign),

    /// Print the completions of a shell
    #[command(after_help = "\
Examples:
  edgewise completions bash > ~/.local/share/bash-completion/completions/edgewise
  edgewise completions zsh > ~/.zfunc/_edgewise
  edgewise completions fish > ~/.config/fish/completions/edgewise.fish")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },

    /// Print the manual page
    #[command(after_help = "\
Examples:
  edgewise man > edgewise.1
  edgewise man build > edgewise-build.1")]
    Man {
        /// The page of one command
        command: Option<String>,
    },
}

/// A program and what is chosen for it.
#[derive(Args, Debug)]
pub(super) struct Program {
    /// A directory, whose .edge files are compiled together, or one file
    #[arg(default_value = ".")]
    pub path: PathBuf,

    /// Choose a value for a `param`; wins over --params
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,

    /// Read values for `param`s from a file of statements `name = value`
    #[arg(long, value_name = "FILE")]
    pub params: Vec<PathBuf>,

    /// Say how bad findings of a code are: error, warning, note, off; wins over the project
    #[arg(long, value_name = "CODE=LEVEL", value_parser = super::baseline::level)]
    pub level: Vec<(String, String)>,
}

/// What to build, and where to.
#[derive(Args, Debug)]
pub(super) struct Build {
    #[command(flatten)]
    pub program: Program,

    /// A target to write; both where none is named
    #[arg(long, value_enum, value_name = "TARGET")]
    pub target: Vec<TargetWord>,

    /// Where to write; `out/NAME` where not said, with the name of the project or directory
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Compare with what is there, and write nothing
    #[arg(long)]
    pub check: bool,

    /// Overwrite files that Edgewise did not write, or that were edited since
    #[arg(long, conflicts_with = "check")]
    pub force: bool,

    /// Leave Terraform's providers out, for a team that has its own
    #[arg(long)]
    pub no_providers: bool,
}

/// A target, as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub(super) enum TargetWord {
    /// Templates in JSON
    CloudFormation,
    /// Configuration in JSON
    Terraform,
}

impl TargetWord {
    /// The target it names.
    pub fn target(self) -> Target {
        match self {
            TargetWord::CloudFormation => Target::CloudFormation,
            TargetWord::Terraform => Target::Terraform,
        }
    }
}

/// What to format.
#[derive(Args, Debug)]
pub(super) struct Fmt {
    /// Files and directories; `-` is standard input, to standard output
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Show what is not formatted, and write nothing
    #[arg(long)]
    pub check: bool,
}

/// What to explain.
#[derive(Args, Debug)]
pub(super) struct Explain {
    /// Codes, kinds, choices, facts, or sorts of facts such as `quotas`
    #[arg(value_name = "CODE|NAME")]
    pub words: Vec<String>,

    #[command(flatten)]
    pub answer: ExplainAws,
}

/// What AWS answered.
#[derive(Args, Debug)]
pub(super) struct ExplainAws {
    /// Explain an error of AWS, CloudFormation or Terraform, pasted here or to standard input
    #[arg(long, value_name = "TEXT", num_args = 0..=1, conflicts_with = "words")]
    pub aws: Option<Option<String>>,

    /// The program that was deployed, to find the place in
    #[arg(long, value_name = "PATH", default_value = ".", requires = "aws")]
    pub program: PathBuf,
}

/// What to begin, and from what.
#[derive(Args, Debug)]
pub(super) struct New {
    /// The directory to make; it must not exist, or be empty
    #[arg(value_name = "NAME")]
    pub path: Option<PathBuf>,

    /// The example to begin from; `minimal` where not said
    #[arg(long, value_name = "EXAMPLE", value_parser = super::new::Example)]
    pub example: Option<String>,
}

/// `name=value`
fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}
