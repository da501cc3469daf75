//! How names become other names: the rules that spare the library from writing them.
//!
//! In: one spelling. Out: another. Deliberately absent: exceptions, which the library writes where they stand.

use crate::source::Name;

/// `min_ttl` → `MinTtl`: where a field stands in CloudFormation when its page does not say.
pub fn camel(word: &str) -> String {
    word.split(['_', '-'])
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
        })
        .collect()
}

/// `MinTTL` → `min_ttl`, `IPAddress` → `ip_address`: Terraform's casing of a CloudFormation property.
pub fn snake(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && after.is_some_and(|after| after.is_ascii_lowercase())
            });
        if begins {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// `redirect_to_https` → `redirect-to-https`.
pub fn kebab(word: &str) -> String {
    word.replace('_', "-")
}

/// Terraform's casing of a whole path.
pub fn snake_path(path: &[Name]) -> Vec<Name> {
    path.iter().map(|name| Name::of(&snake(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::{camel, snake};

    #[test]
    fn acronyms_stay_together() {
        assert_eq!(snake("MinTTL"), "min_ttl");
        assert_eq!(snake("IPAddress"), "ip_address");
        assert_eq!(snake("EnableAcceptEncodingGzip"), "enable_accept_encoding_gzip");
        assert_eq!(snake("XSSProtection"), "xss_protection");
        assert_eq!(camel("price_class"), "PriceClass");
    }
}
