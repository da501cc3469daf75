//! What differs in the outputs, as text.
//!
//! In: two sides. Out: a unified difference of each file, by `similar`. Deliberately absent: meaning.

use super::Compared;
use super::side::Read;
use crate::cli::compare::difference;
use crate::compile::Library;
use crate::diff::Origin;
use crate::plan::plan;
use crate::report::Reports;
use crate::schema::Target;
use crate::target;

/// The differences of all files that both sides have, or one of them.
pub(super) fn differences(compared: &Compared, library: &Library) -> String {
    let mut text = String::new();
    for target in Target::ALL {
        let (Some(old), Some(new)) = (files(&compared.old, library, target), files(&compared.new, library, target)) else {
            continue;
        };
        let other =
            |list: &[(String, String)], path: &str| list.iter().find(|(known, _)| known == path).map(|(_, text)| text.clone());
        let paths = old.iter().chain(new.iter().filter(|(path, _)| other(&old, path).is_none())).map(|(path, _)| path);
        for path in paths {
            let (a, b) = (other(&old, path).unwrap_or_default(), other(&new, path).unwrap_or_default());
            if a != b {
                text.push_str(&format!("\n{path}\n{}", difference(&a, &b)));
            }
        }
    }
    text
}

/// The files of a side in a target: as they were read, or as they would be built.
fn files(side: &Read, library: &Library, target: Target) -> Option<Vec<(String, String)>> {
    match side.origin {
        Origin::Output(own) if own != target => None,
        Origin::Output(_) => {
            let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
            Some(side.texts.iter().map(|(path, text)| (name(path), text.clone())).collect())
        }
        Origin::Program => {
            let mut reports = Reports::default();
            let plan = plan(side.model.clone(), &library.schema, "edgewise", &mut reports);
            let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
            let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
            let mut texts = Vec::new();
            let mut put = |_, file: target::File| texts.push((name(&file.path), text(file.bytes())));
            target::write(&plan, &library.schema, &[target], &mut reports, &mut put);
            Some(texts)
        }
    }
}
