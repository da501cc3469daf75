//! The word that was probably meant.
//!
//! In: a word that fits nowhere, and those that would. Out: the nearest, if any is near. Deliberately absent: where the
//! candidates come from.

/// The candidate that is most like `word`: a case or a few letters away, or one of the two inside the other.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = plain(word);
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let likeness = likeness(&folded, &plain(candidate));
        if candidate != word && likeness >= 0.6 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Small letters only: neither case nor `-` against `_` is a difference worth a point.
fn plain(word: &str) -> String {
    word.chars().filter(|letter| !matches!(letter, '-' | '_')).flat_map(char::to_lowercase).take(64).collect()
}

/// 1 for the same, 0 for nothing alike.
fn likeness(word: &str, candidate: &str) -> f64 {
    if word.is_empty() || candidate.is_empty() {
        return 0.0;
    }
    let letters = strsim::normalized_damerau_levenshtein(word, candidate);
    let contained = word.len() >= 4 && candidate.contains(word) || candidate.len() >= 4 && word.contains(candidate);
    if contained { letters.max(0.6) } else { letters }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typo_finds_its_word_and_nonsense_finds_none() {
        let words = ["https_only", "redirect_to_https", "allow_all"];
        assert_eq!(nearest("http_only", words), Some("https_only"));
        assert_eq!(nearest("HTTPS-only", words), Some("https_only"));
        assert_eq!(nearest("redirect", words), Some("redirect_to_https"));
        assert_eq!(nearest("CNAE", ["A", "AAAA", "CNAME", "CAA"]), Some("CNAME"));
        assert_eq!(nearest("quux", words), None);
    }
}
