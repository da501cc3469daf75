//! A distribution's certificate proves each of its names.

use super::inspection::{Inspection, beside};
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let (view, certificate) = (inspection.distribution, inspection.certificate);
    for &distribution in &inspection.distributions {
        let (Some(domains), Some(Value::Block(proof))) = (distribution.slot(view.domains), distribution.value(view.certificate))
        else {
            continue;
        };
        let Some(proved) = inspection.reader.block(*proof).slot(certificate.domains) else {
            continue;
        };
        let (Value::List(names), Value::List(proofs)) = (&domains.value, &proved.value) else {
            continue;
        };
        if proofs.iter().any(Value::is_unknown) {
            continue;
        }
        for (at, name) in names.iter().enumerate() {
            let Some(domain) = name.as_text() else {
                continue;
            };
            if proofs.iter().filter_map(Value::as_text).any(|proof| covers(proof, domain)) {
                continue;
            }
            for rule in rules {
                let words = [("domain", name.clone()), ("proved", proved.value.clone())];
                let report = inspection.found(rule, distribution, inspection.model.item_span(domains, at), &words);
                reports.push(beside(report, proved.span, "what the certificate proves"));
            }
        }
    }
}

/// Whether a name is proved: by itself, or by a wildcard in place of its first label. A wildcard needs itself.
pub(super) fn covers(proof: &str, name: &str) -> bool {
    let (proof, name) = (proof.trim_end_matches('.'), name.trim_end_matches('.'));
    if proof.eq_ignore_ascii_case(name) {
        return true;
    }
    match (proof.strip_prefix("*."), name.split_once('.')) {
        (Some(parent), Some((first, rest))) => first != "*" && rest.eq_ignore_ascii_case(parent),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_wildcard_stands_for_one_label() {
        assert!(covers("*.example.com", "www.example.com") && covers("*.example.com", "*.example.com"));
        assert!(!covers("*.example.com", "example.com") && !covers("*.example.com", "a.b.example.com"));
        assert!(!covers("www.example.com", "*.example.com"));
    }
}
