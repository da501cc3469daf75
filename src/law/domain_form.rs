//! The names of a distribution are written as CloudFront compares them: small letters, whole labels, a star only as the first.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{Rule, Value};

const ODD_NAME: &str = "CF-005";
const ODD_STAR: &str = "CF-006";

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for &distribution in &inspection.distributions {
        let Some(slot) = distribution.slot(inspection.distribution.domains) else { continue };
        let Value::List(domains) = &slot.value else { continue };
        for (at, domain) in domains.iter().enumerate() {
            let Some(code) = domain.as_text().and_then(fault) else { continue };
            for rule in rules.iter().filter(|rule| rule.code == *code) {
                let place = inspection.model.item_span(slot, at);
                reports.push(inspection.found(rule, distribution, place, &[("domain", domain.clone())]));
            }
        }
    }
}

/// What is wrong with a name, if anything.
fn fault(domain: &str) -> Option<&'static str> {
    let name = domain.strip_prefix("*.").unwrap_or(domain);
    let is_label = |label: &str| {
        let inner = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    if name.contains('*') {
        return Some(ODD_STAR);
    }
    (!name.contains('.') || !name.split('.').all(is_label)).then_some(ODD_NAME)
}

#[cfg(test)]
mod tests {
    use super::{ODD_NAME, ODD_STAR, fault};

    #[test]
    fn names_as_cloudfront_takes_them() {
        for right in ["a.example.com", "*.example.com", "xn--a.example", "a-1.b2.example.com"] {
            assert_eq!(fault(right), None, "{right}");
        }
        for odd in ["A.example.com", "a.example.com.", "-a.example.com", "a-.example.com", "a_b.example.com", "com", "*.com"] {
            assert_eq!(fault(odd), Some(ODD_NAME), "{odd}");
        }
        for star in ["*a.example.com", "a.*.example.com", "*", "*.*.example.com"] {
            assert_eq!(fault(star), Some(ODD_STAR), "{star}");
        }
    }
}
