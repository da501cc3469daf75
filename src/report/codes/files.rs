//! EW-0xx: files and the command line.

super::codes! {
    Unreadable = "EW-001", Error, "a file cannot be read" {
        message "`{0}` cannot be read: {1}"
        label ""
        fix "check the path, and that you may read it"
        means "A file or directory that was named, or that a program names with `file(…)` or `use`, is missing or may not be read. Paths in a program are relative to the file that names them."
        wrong "function stamp { code = file(\"stmp.js\") }"
        right "function stamp { code = file(\"stamp.js\") }"
    }
    NotUtf8 = "EW-002", Error, "a file is not UTF-8" {
        message "`{0}` is not UTF-8: byte {1} begins no character"
        label ""
        fix "save it as UTF-8"
        means "Programs are UTF-8 text, with or without a byte order mark. Nothing is guessed about other encodings."
        wrong ""
        right ""
    }
    TooLarge = "EW-003", Error, "a file is too large" {
        message "`{0}` has {1} MB; a file of a program has at most 256 MB"
        label ""
        fix "split it: the files of a directory are compiled together"
        means "Places in a program are kept as 32-bit numbers, and the outputs of such a file would be larger than any template."
        wrong ""
        right ""
    }
    IgnoredFile = "EW-004", Note, "a file is not part of the program" {
        message "`{0}` is not read: only `.edge` files make up a module"
        label ""
        fix "rename it to `.edge`, or name it where it is needed, with `file(…)`"
        means "A directory is a module: all of its `.edge` files are compiled together. Other files are read only where a program names them."
        wrong ""
        right ""
    }
    EmptyModule = "EW-005", Error, "nothing to compile" {
        message "`{0}` holds no `.edge` file"
        label ""
        fix "name a directory or file with a program, or begin one with `edgewise new NAME`"
        means "The path given has no file that ends in `.edge`. Directories inside it are modules of their own and are not searched."
        wrong ""
        right ""
    }
    UnsetParam = "EW-006", Error, "a parameter has no value" {
        message "`{0}` has no value"
        label "no default here, and no `--set {0}=…`"
        fix "give it a default, or a value on the command line: `--set {0}=…`"
        means "A `param` is chosen when compiling. Without a default it must be given with `--set` or in a file named by `--params`. What is known only at deployment is an `input`."
        wrong "param stage: text\nbucket site { name = \"site-${stage}\" }"
        right "param stage: text = \"live\"\nbucket site { name = \"site-${stage}\" }"
    }
    UnknownParam = "EW-007", Error, "a value for a parameter that does not exist" {
        message "there is no parameter `{0}`"
        label ""
        fix "remove it from the command line, or declare it: `param {0}: text`"
        means "A name given with `--set` or in a file of parameters belongs to no `param` of the program. It is refused, since a misspelled name would otherwise leave the default in force, in silence."
        wrong ""
        right ""
    }
    BadParam = "EW-008", Error, "a parameter was given a value of another type" {
        message "`{0}` is {1}, which is not {2}"
        label "its type is declared here"
        fix "give a value of that type"
        means "Values from the command line are read in the type that the `param` declares: `--set green=10` for an `int`, `--set ttl=5m` for a `duration`."
        wrong ""
        right ""
    }
}
