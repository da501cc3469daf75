//! What only the targets can find fault with, beside the table in `report/codes`.
//!
//! In: the words of a case. Out: a report. Deliberately absent: rules of AWS.

use crate::plan::Output;
use crate::report::{Code, Draft, Label, Level, Report};
use crate::schema::Target;
use crate::source::Span;

/// A block that exists already is asked for something its author did not say.
pub(crate) fn not_said(span: Span, label: &str, output: &str, target: Target) -> Report {
    Report {
        code: "EW-406".into(),
        level: Level::Error,
        message: format!("`{output}` of `{label}` is not known to {}", super::spoken(target).0),
        primary: Some(Label { span, text: format!("needs `{output}`") }),
        secondary: Vec::new(),
        notes: Vec::new(),
        fix: Some(format!("write `{output}` in the block of `{label}`")),
    }
}

/// An output where no template is written, for a template has at least one resource.
pub(crate) fn nothing_to_deploy(output: &Output) -> Draft {
    let (this, other) = (super::spoken(Target::CloudFormation).0, super::spoken(Target::Terraform).0);
    Code::NotInTarget.at(output.span).with(this).with("an output of a program without resources").with(other)
}

/// A program that became several templates.
pub(crate) fn several_templates(count: usize, why: &str) -> Report {
    Report {
        code: "EW-405".into(),
        level: Level::Note,
        message: format!("the program becomes {count} CloudFormation templates"),
        primary: None,
        secondary: Vec::new(),
        notes: vec![why.into()],
        fix: Some("deploy them in the order of `stacks.json`, which says what each passes to the next".into()),
    }
}
