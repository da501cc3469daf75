//! Reports that several places of a target make.
//!
//! In: the words of a case. Out: a report. Deliberately absent: rules of AWS.

use crate::plan::Output;
use crate::report::{Code, Draft};
use crate::schema::Target;

/// An output where no template is written, for a template has at least one resource.
pub(crate) fn nothing_to_deploy(output: &Output) -> Draft {
    let (this, other) = (super::spoken(Target::CloudFormation).0, super::spoken(Target::Terraform).0);
    Code::NotInTarget.at(output.span).with(this).with("an output of a program without resources").with(other)
}
