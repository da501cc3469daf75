//! EW-1xx: how a program is written.

super::codes! {
    UnclosedBracket = "EW-101", Error, "a bracket is never closed" {
        message "`{0}` is never closed"
        label "a `{1}` is missed here"
        fix "add `{1}`"
        means "Each `{`, `[` and `(` needs its partner. Where the partner is missing is guessed from the indentation: the lines inside a block stand deeper than the line that opens it."
        wrong "distribution app {\n  default -> site\n\nbucket site {}"
        right "distribution app {\n  default -> site\n}\n\nbucket site {}"
    }
    StrayCloser = "EW-102", Error, "a closing bracket without an opening one" {
        message "`{0}` closes nothing"
        label "nothing is open here"
        fix "remove it, or add the bracket it should close"
        means "A closing bracket needs an opening one of its kind before it."
        wrong "bucket site {}\n}"
        right "bucket site {}"
    }
    UnclosedString = "EW-103", Error, "a string is never closed" {
        message "the string is never closed"
        label "opened here"
        fix "add `{0}`; a string of several lines stands between `\"\"\"` and `\"\"\"`"
        means "A string begins and ends with `\"` on one line. For several lines write `\"\"\"` around them; their common indentation is removed."
        wrong "existing zone example \"example.com { id = \"Z01\" }"
        right "existing zone example \"example.com\" { id = \"Z01\" }"
    }
    TooDeep = "EW-104", Error, "nested too deeply" {
        message "more than {0} levels of nesting"
        label "too deep here; what follows is not read"
        fix "give the inner parts names with `let`"
        means "Blocks, lists, calls and operators nest at most 200 deep. No program that a person reads comes near it; a generated one can name its parts."
        wrong ""
        right ""
    }
    NotSeparated = "EW-105", Error, "two statements without a separation" {
        message "a new line or a comma is missing before `{0}`"
        label "what stands before is complete"
        fix "put `{0}` on a line of its own, or a comma before it"
        means "Statements, entries and elements are separated by new lines or commas. After `=` stands one value; texts and numbers are joined by operators or in a string, `\"${a}${b}\"`."
        wrong "cache_policy html { min_ttl = 0s max_ttl = 60s }"
        right "cache_policy html { min_ttl = 0s, max_ttl = 60s }"
    }
    BareMark = "EW-106", Error, "a mark without a name before it" {
        message "`{0}` has nothing before it"
        label "a name is missed before this"
        fix "write the name it belongs to"
        means "`:` introduces the type, `=` the value of the name before it. Only `->` may begin a statement: a branch without a label."
        wrong "cache_policy html {\n  = 60s\n}"
        right "cache_policy html {\n  max_ttl = 60s\n}"
    }
    MissingOperand = "EW-107", Error, "something is missing after a mark" {
        message "{0} is missing after `{1}`"
        label "nothing follows"
        fix "write {0}, or remove `{1}`"
        means "`=` wants a value, `:` a type, `->` a target, and brackets of an index or a group want something in them."
        wrong "certificate cert {\n  domains =\n  validate_in = example\n}"
        right "certificate cert {\n  domains = [\"example.com\"]\n  validate_in = example\n}"
    }
    BadNumber = "EW-108", Error, "a number that is none" {
        message "`{0}` is not a number"
        label "{1}"
        fix "{2}"
        means "Numbers are written 75, 120_000_000, +25, 151.2. With a unit: durations 500ms 30s 5m 24h 7d 1y and together 1h30m, sizes 10KB 512MB 30TB, percentages 10% 0.5%. Dates are 2026-11 and 2027-03-01, times 2026-11-01T12:00:00Z. A name does not begin with a digit."
        wrong "cache_policy html { max_ttl = 30sec }"
        right "cache_policy html { max_ttl = 30s }"
    }
    NumberTooLarge = "EW-109", Error, "a number is too large" {
        message "`{0}` is too large"
        label "the largest is {1}"
        fix "write a smaller number"
        means "Integers go up to 9,223,372,036,854,775,807, durations up to some hundred million years, percentages up to 40 million. AWS's own bounds are far below."
        wrong ""
        right ""
    }
    OddCharacter = "EW-110", Error, "a character that has no meaning" {
        message "{0} has no meaning here"
        label ""
        fix "{1}"
        means "Outside of strings and comments a program holds words, numbers, strings, brackets and the marks : = -> , . | ? and operators. Curly quotes, no-break spaces and invisible characters come with text that was copied from a document."
        wrong "bucket site { name = “site” }"
        right "bucket site { name = \"site\" }"
    }
    BadEscape = "EW-111", Error, "an escape that does not exist" {
        message "`{0}` is no escape"
        label ""
        fix "write `\\\\` for a backslash; the escapes are \\\" \\\\ \\n \\t \\r \\$ \\u{…}"
        means "In a string a backslash begins an escape: \\\" \\\\ \\n \\t \\r \\$ and \\u{1F600} with the number of a character in hexadecimal."
        wrong "TXT \"@\" -> \"\\d+\""
        right "TXT \"@\" -> \"\\\\d+\""
    }
    MissingBody = "EW-112", Error, "braces are missing" {
        message "`{0}` needs {1}"
        label "here"
        fix "write {1}"
        means "`if c { … } else { … }` and `for x in list { … }` hold statements in braces; `if c { a } else { b }` as a value needs both branches; `[for x in list: value]` makes a list from another."
        wrong "cache_policy html { max_ttl = if short { 60s } }"
        right "cache_policy html { max_ttl = if short { 60s } else { 1h } }"
    }
    StrayElse = "EW-113", Error, "an `else` without its `if`" {
        message "`else` follows no `if`"
        label "no `if { … }` ends before this"
        fix "put it after the closing brace of an `if`"
        means "`else` stands after the closing brace of the `if` it belongs to, on the same line or the next."
        wrong "bucket a {}\nelse { bucket b {} }"
        right "if first { bucket a {} }\nelse { bucket b {} }"
    }
    LooseBody = "EW-114", Error, "a body without a head" {
        message "the braces belong to nothing"
        label "no statement stands before this, on its line"
        fix "put the opening brace at the end of the line of its head"
        means "A body stands on the line of its head: `distribution app {`. New lines separate statements, so a brace on a line of its own begins nothing."
        wrong "distribution app\n{\n  default -> site\n}"
        right "distribution app {\n  default -> site\n}"
    }
    MarkInMap = "EW-115", Error, "a colon or arrow in a map" {
        message "in a map `=` stands between key and value, not `{0}`"
        label "write `=`"
        fix "write `=`"
        means "`=` sets a value everywhere, in maps too: `{ team = \"shop\" }`."
        wrong "project shop { tags = { team: \"shop\" } }"
        right "project shop { tags = { team = \"shop\" } }"
    }
    NoValueInMap = "EW-116", Error, "a key without a value" {
        message "`{0}` has no value"
        label "`=` and a value are missed after this"
        fix "write `{0} = …`; a list is written `[a, b]`"
        means "A map holds entries `key = value`. A key is a word or a string."
        wrong "distribution app { countries = { DE, AT } }"
        right "distribution app { countries = [DE, AT] }"
    }
    OneTooMany = "EW-117", Error, "one value too many" {
        message "after `{0}` stands one value, not several"
        label "one too many"
        fix "remove it; several values are written as a list, `[a, b]`"
        means "An index, parentheses around a value, and what each element of a list becomes, hold one value."
        wrong "let x = [for host in hosts: host, \"www\"]"
        right "let x = [for host in hosts: [host, \"www\"]]"
    }
}
