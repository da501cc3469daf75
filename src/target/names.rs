//! Names as the targets allow them.
//!
//! In: a name of a program. Out: letters and digits for CloudFormation, an identifier for Terraform. Deliberately absent: names
//! of resources, which `plan` gives.

use crate::schema::Target;
use rustc_hash::FxHashSet;

/// A name that nothing else has yet; `suffix` is put behind it before numbers are.
pub(crate) fn unique(target: Target, name: &str, suffix: &str, taken: &mut FxHashSet<String>) -> String {
    let plain = match target {
        Target::CloudFormation => logical(name),
        Target::Terraform => identifier(name),
    };
    let with_suffix = match target {
        Target::CloudFormation => plain.clone() + suffix,
        Target::Terraform => plain.clone() + "_" + &suffix.to_ascii_lowercase(),
    };
    let mut wanted = plain;
    let mut number = 1;
    while !taken.insert(wanted.clone()) {
        wanted = if number == 1 { with_suffix.clone() } else { with_suffix.clone() + &number.to_string() };
        number += 1;
    }
    wanted
}

/// `api_host` → `ApiHost`
pub(crate) fn logical(name: &str) -> String {
    name.split(|letter: char| !letter.is_ascii_alphanumeric())
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
        })
        .collect()
}

/// `web.host` → `web_host`
pub(crate) fn identifier(name: &str) -> String {
    let mut out: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' }).collect();
    if out.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        out.insert(0, '_');
    }
    out
}

/// `AWS::X::Y` and `Custom::X` are CloudFormation's.
pub(crate) fn target_of_raw(resource: &str) -> Target {
    if resource.contains("::") { Target::CloudFormation } else { Target::Terraform }
}
